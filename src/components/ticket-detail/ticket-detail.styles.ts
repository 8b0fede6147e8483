import { css } from 'lit';

export const ticketDetailStyles = css`
  .back {
    font-size: var(--_small);
    margin-block-end: calc(var(--_space) * 2);
  }

  .back a {
    align-items: center;
    display: inline-flex;
    gap: var(--_space);
    min-block-size: 24px;
  }

  .back svg:dir(rtl) {
    transform: scaleX(-1);
  }

  .title {
    align-items: baseline;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    margin-block-end: calc(var(--_space) * 4);
  }

  /* Its text on the heading's line, though its box is lower than that of the larger letters. */
  .title .pill {
    position: relative;
    inset-block-start: -2px;
  }

  .pill {
    overflow-wrap: anywhere;
    white-space: normal;
  }

  .columns {
    align-items: start;
    display: grid;
    gap: calc(var(--_space) * 8);
  }

  .columns:has(> aside) {
    grid-template-columns: minmax(0, 1fr) var(--portal-ticket-detail-side-width, 260px);
  }

  .columns > * {
    min-inline-size: 0;
  }

  .tools {
    border-block-end: 1px solid var(--_line);
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    padding-block-end: var(--_space);
  }

  .order {
    margin-inline-start: auto;
  }

  .more:has(button) {
    border-block-start: 1px solid var(--_line);
    padding-block-start: var(--_space);
  }

  :is(.tools, .more, .unsent) .button {
    font-size: var(--_small);
    min-block-size: 28px;
    padding-inline: var(--_space);
  }

  .message {
    display: grid;
    gap: calc(var(--_space) * 3);
    grid-template-columns: 36px minmax(0, 1fr);
    padding-block: var(--portal-ticket-detail-message-padding, calc(var(--_space) * 4));
  }

  .message + .message {
    border-block-start: 1px solid var(--_line);
  }

  .thread {
    border-block-end: 1px solid var(--_line);
  }

  .message + .thread {
    border-block-start: 1px solid var(--_line);
  }

  summary {
    color: var(--_muted);
    cursor: pointer;
    font-size: var(--_small);
    overflow-wrap: anywhere;
  }

  summary:hover {
    color: var(--_text);
  }

  .thread summary {
    font-weight: 560;
    padding-block: calc(var(--_space) * 3);
  }

  .thread[open] summary {
    border-block-end: 1px solid var(--_line);
  }

  .message:focus {
    outline: none;
  }

  .message:focus-visible {
    outline: 2px solid var(--_brand-text);
  }

  .message[aria-current] {
    box-shadow: -3px 0 var(--_brand);
    padding-inline-start: calc(var(--_space) * 3);
  }

  .message header {
    align-items: baseline;
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 2);
    margin-block-end: var(--_space);
  }

  .message b {
    font-weight: 620;
    overflow-wrap: anywhere;
  }

  .sending .text {
    opacity: 0.72;
  }

  .avatar {
    background: var(--_brand-soft);
    block-size: 34px;
    border-radius: 50%;
    color: var(--_brand-text);
    display: inline-grid;
    font-size: 12.5px;
    font-weight: 640;
    inline-size: 34px;
    place-items: center;
  }

  .agent {
    background: var(--_brand);
    color: var(--_on-brand);
  }

  .role {
    background: var(--_brand-soft);
    border-radius: 4px;
    color: var(--_brand-text);
    font-size: 12.5px;
    font-weight: 600;
    padding-inline: 6px;
  }

  .mark {
    background: var(--_wait-soft);
    border-radius: 4px;
    color: var(--_wait);
    display: inline-block;
    font-size: 12.5px;
    font-weight: 600;
    padding-inline: 6px;
  }

  .time {
    color: inherit;
    text-decoration: none;
  }

  .time:hover {
    text-decoration: underline;
  }

  .plain {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .files {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    list-style: none;
    margin-block-start: calc(var(--_space) * 3);
  }

  .file {
    align-items: center;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    color: inherit;
    display: inline-flex;
    font-size: var(--_small);
    gap: calc(var(--_space) * 2);
    min-block-size: 34px;
    padding: 4px calc(var(--_space) * 3);
    text-decoration: none;
  }

  .file .label {
    white-space: nowrap;
  }

  button.file {
    cursor: pointer;
    text-align: start;
  }

  a.file:hover,
  button.file:hover {
    border-color: var(--_line-strong);
  }

  .file[aria-busy] {
    cursor: progress;
  }

  .name,
  dd {
    overflow-wrap: anywhere;
  }

  .unsent {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    margin-block-start: calc(var(--_space) * 2);
  }

  .unsent p {
    margin-inline-end: var(--_space);
  }

  .end {
    block-size: 1px;
  }

  .unseen {
    display: flex;
    inset-block-end: calc(var(--_space) * 4);
    justify-content: center;
    pointer-events: none;
    position: sticky;
    z-index: 1;
  }

  .unseen .button {
    border-radius: 99px;
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.2);
    pointer-events: auto;
  }

  portal-composer,
  .closed-note {
    margin-block: calc(var(--_space) * 4);
  }

  .closed-note {
    border-block-start: 1px solid var(--_line);
    padding-block-start: calc(var(--_space) * 4);
  }

  .closed-note,
  .hint {
    color: var(--_muted);
  }

  .note {
    background: var(--_wait-soft);
    border-radius: var(--_radius);
    color: var(--_wait);
    font-size: var(--_small);
    margin-block-end: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
  }

  .note.fault {
    background: var(--_danger-soft);
    color: var(--_danger);
  }

  .note .button {
    color: inherit;
    min-block-size: 24px;
  }

  .side {
    display: grid;
    gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 4);
  }

  dl {
    display: grid;
    font-variant-numeric: tabular-nums;
    gap: calc(var(--_space) * 3);
    margin: 0;
  }

  .side summary {
    padding-block: 2px;
  }

  .reasons {
    display: grid;
    font-size: var(--_small);
    gap: calc(var(--_space) * 2);
    justify-items: start;
    overflow-wrap: anywhere;
    padding-block-start: var(--_space);
  }

  .reasons ul {
    padding-inline-start: 1.2em;
  }

  .skeleton {
    display: grid;
    gap: calc(var(--_space) * 4);
    max-inline-size: 640px;
  }

  .skeleton i {
    background: var(--_chip);
    block-size: 12px;
    border-radius: 6px;
  }

  .skeleton i:first-child {
    block-size: 26px;
  }

  .skeleton i:nth-child(even) {
    inline-size: 60%;
  }

  @container (max-width: 640px) {
    .columns,
    .columns:has(> aside) {
      gap: calc(var(--_space) * 4);
      grid-template-columns: minmax(0, 1fr);
    }

    .message {
      gap: calc(var(--_space) * 2);
    }
  }

  @media print {
    .back,
    .tools,
    .more,
    .unseen,
    .side .button {
      display: none;
    }
  }
`;
