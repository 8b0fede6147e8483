import { css } from 'lit';

/** What the pages of the settings are laid out with: one column of controls, hairlines between sections. */
export const settingsStyles = css`
  .page {
    display: grid;
    gap: calc(var(--_space) * 8);
    grid-template-columns: minmax(0, 680px);
    /* Names of owners' making may be one long word. */
    overflow-wrap: anywhere;
  }
  .controls {
    /* A page that is shorter than its preview keeps its rows as tall as they are. */
    align-content: start;
    display: grid;
    gap: calc(var(--_space) * 8);
    grid-template-columns: minmax(0, 1fr);
  }
  header,
  section {
    display: grid;
    gap: calc(var(--_space) * 5);
    grid-template-columns: minmax(0, 1fr);
  }
  header {
    gap: var(--_space);
  }
  section {
    border-block-start: 1px solid var(--_line);
    padding-block-start: calc(var(--_space) * 6);
  }
  h2 {
    font-size: calc(var(--_font-size) * 1.13);
    font-weight: 620;
  }
  h3 {
    font-size: var(--_font-size);
    font-weight: 620;
  }
  section > .intro {
    margin-block-start: calc(var(--_space) * -4);
  }
  .intro,
  .help,
  .empty {
    color: var(--_muted);
    text-wrap: pretty;
  }
  .help,
  .optional,
  .empty {
    font-size: var(--_small);
  }
  .optional {
    color: var(--_muted);
    font-weight: 400;
  }

  .control {
    display: grid;
    gap: calc(var(--_space) * 1.5);
    grid-template-columns: minmax(0, 1fr);
  }
  .control > label,
  legend {
    font-weight: 560;
    padding: 0;
  }
  fieldset {
    border: 0;
    margin: 0;
    min-inline-size: 0;
    padding: 0;
  }
  /* A legend is laid out by its own rules: the gap below it has to be its own. */
  legend {
    margin-block-end: calc(var(--_space) * 1.5);
  }
  .control.check,
  .choice .check {
    align-items: start;
    display: grid;
    gap: 0 calc(var(--_space) * 3);
    grid-template-columns: 20px minmax(0, 1fr);
  }
  .choice {
    gap: calc(var(--_space) * 2.5);
  }
  .check > label {
    font-weight: 400;
    min-block-size: 24px;
  }
  .control.check > label {
    font-weight: 560;
  }
  .check > :is(.help, .problem) {
    grid-column: 2;
  }
  .check > input {
    accent-color: var(--_brand);
    block-size: 20px;
    inline-size: 20px;
    margin: 2px 0;
  }
  /* What is clicked is larger than what is seen. */
  .check > label {
    cursor: pointer;
  }
  [aria-invalid='true']:is(.input) {
    border-color: var(--_danger);
  }
  textarea.input {
    line-height: 1.5;
    resize: vertical;
  }
  .code {
    font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, monospace;
    font-size: var(--_small);
  }
  .input[readonly],
  .input:disabled {
    background: var(--_raised);
    border-color: var(--_line);
    color: var(--_text);
    opacity: 1;
  }
  .affixed {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space) calc(var(--_space) * 2);
  }
  .affixed .input {
    flex: 1 1 160px;
    inline-size: auto;
    min-inline-size: 0;
  }
  .affixed.number .input {
    flex: 0 1 140px;
  }
  .affix {
    color: var(--_muted);
    overflow-wrap: anywhere;
  }

  ul,
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .tags ul {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }
  .tag {
    align-items: center;
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 1.5);
    max-inline-size: 100%;
    min-block-size: 32px;
    overflow-wrap: anywhere;
    padding-inline: calc(var(--_space) * 3) var(--_space);
  }
  .tag.wrong {
    border-color: var(--_danger);
  }
  .tag > span:first-child {
    min-inline-size: 0;
  }
  .adder {
    align-items: start;
    display: flex;
    gap: calc(var(--_space) * 2);
  }
  .adder .button {
    flex: none;
    min-block-size: 42px;
    white-space: nowrap;
  }
  .button.icon {
    background: none;
    border-color: transparent;
    color: var(--_muted);
    min-block-size: 28px;
    min-inline-size: 28px;
    padding: 0;
  }
  .button.icon:hover:not(:disabled) {
    background: var(--_chip);
    color: var(--_text);
  }
  .button:disabled {
    cursor: default;
    opacity: 0.4;
  }
  .button.danger {
    color: var(--_danger);
  }

  .rows ol {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .rows li {
    align-items: start;
    display: flex;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 2) calc(var(--_space) * 3) calc(var(--_space) * 4);
  }
  .rows li + li {
    border-block-start: 1px solid var(--_line);
  }
  .row-body {
    display: grid;
    flex: 1;
    gap: calc(var(--_space) * 3);
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
  }
  /* Fields of a row stand on one line, however many lines their names take. */
  .row-body .side-by-side {
    align-items: end;
  }
  .row-tools {
    display: flex;
  }
  .undo {
    align-items: center;
    color: var(--_muted);
    display: flex;
    flex-wrap: wrap;
    font-size: var(--_small);
    gap: 0 calc(var(--_space) * 2);
  }
  .note {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    display: grid;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 4);
  }
  .note.warning {
    background: var(--_wait-soft);
    border-color: transparent;
  }
  .note ul {
    display: grid;
    gap: var(--_space);
  }
  .side-by-side {
    align-items: start;
    display: grid;
    gap: calc(var(--_space) * 4);
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
  }
  .buttons {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }
  .inner {
    gap: calc(var(--_space) * 4);
    margin-block-start: calc(var(--_space) * 4);
  }
  .shown {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }
  code {
    font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, monospace;
    font-size: var(--_small);
    overflow-wrap: anywhere;
    user-select: all;
  }
  summary {
    cursor: pointer;
    min-block-size: 24px;
  }
  dialog {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    color: var(--_text);
    inline-size: min(520px, 100vw - 32px);
    padding: calc(var(--_space) * 6);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.4);
  }

  .preview {
    align-content: start;
    /* As tall as the page's controls it would have no room to stay in sight. */
    align-self: start;
    display: grid;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
  }
  @container (min-width: 940px) {
    .page.with-preview {
      grid-template-columns: minmax(0, 620px) minmax(360px, 1fr);
    }
    .page.with-preview .preview {
      inset-block-start: calc(var(--_space) * 5);
      position: sticky;
    }
  }
  @container (max-width: 480px) {
    .rows li {
      align-items: stretch;
      flex-direction: column-reverse;
      gap: var(--_space);
      padding-inline: calc(var(--_space) * 3);
    }
    .row-tools {
      align-self: end;
    }
  }
`;
