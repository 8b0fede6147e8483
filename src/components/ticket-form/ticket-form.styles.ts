import { css } from 'lit';

export const ticketFormStyles = css`
  .page {
    max-inline-size: var(--portal-ticket-form-width, 640px);
  }

  .view,
  .skeleton {
    display: grid;
    gap: calc(var(--_space) * 5);
  }

  .view > p {
    color: var(--_muted);
    overflow-wrap: anywhere;
  }

  form,
  .done,
  .pending {
    display: grid;
    gap: calc(var(--_space) * 5);
    padding: calc(var(--_space) * 6);
  }

  .done,
  .pending {
    gap: calc(var(--_space) * 3);
  }

  .field {
    border: 0;
    display: grid;
    gap: var(--_space);
    margin: 0;
    min-inline-size: 0;
    padding: 0;
  }

  .field > label:not(.choice),
  legend {
    font-size: calc(var(--_font-size) * 0.94);
    font-weight: 560;
    overflow-wrap: anywhere;
    padding: 0;
  }

  legend {
    margin-block-end: var(--_space);
  }

  .optional {
    color: var(--_muted);
    font-weight: 400;
  }

  textarea.input {
    display: block;
    field-sizing: content;
    max-block-size: 60vh;
    min-block-size: 108px;
    resize: vertical;
  }

  [aria-invalid='true'].input {
    border-color: var(--_danger);
  }

  .choice {
    align-items: baseline;
    display: flex;
    gap: calc(var(--_space) * 2);
    overflow-wrap: anywhere;
    padding-block: 2px;
  }

  .choice input {
    accent-color: var(--_brand);
    block-size: 18px;
    flex: none;
    inline-size: 18px;
    inset-block-start: 3px;
    position: relative;
  }

  .suggestions,
  .restored,
  .kept,
  .summary {
    border-radius: var(--_radius);
    font-size: calc(var(--_font-size) * 0.94);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  .suggestions {
    background: var(--_brand-soft);
    margin-block-start: calc(var(--_space) * 2);
  }

  .suggestions b,
  .summary b {
    font-weight: 620;
  }

  .suggestions ul,
  .summary ul {
    list-style: none;
  }

  .suggestions a,
  .summary a {
    display: inline-block;
    min-block-size: 24px;
    overflow-wrap: anywhere;
  }

  .summary {
    border: 1px solid var(--_danger);
    color: var(--_danger);
  }

  .summary a {
    color: inherit;
  }

  .restored {
    align-items: center;
    background: var(--_chip);
    color: var(--_muted);
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 2);
    justify-content: space-between;
    padding-block: 2px;
  }

  .restored[part='withdrawn'] {
    padding-block: calc(var(--_space) * 3);
  }

  .kept {
    background: var(--_chip);
    display: grid;
    gap: calc(var(--_space) * 2);
    justify-items: start;
  }

  .kept p,
  .kept dl,
  .kept dd {
    margin: 0;
  }

  .kept dd {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .actions {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 3);
  }

  .choices {
    display: grid;
    gap: calc(var(--_space) * 3);
    list-style: none;
  }

  .choices button {
    background: var(--_surface);
    color: inherit;
    display: block;
    inline-size: 100%;
    overflow-wrap: anywhere;
    padding: calc(var(--_space) * 4);
    text-align: start;
  }

  .choices button:hover {
    border-color: var(--_line-strong);
  }

  .choices b {
    display: block;
    font-weight: 580;
  }

  h2 {
    font-size: calc(var(--_font-size) * 1.2);
    font-weight: 620;
    overflow-wrap: anywhere;
  }

  .page:focus,
  h1:focus,
  h2:focus,
  .summary:focus,
  fieldset:focus {
    outline: none;
  }

  .skeleton i {
    background: var(--_chip);
    block-size: 42px;
    border-radius: var(--_radius);
    display: block;
  }

  @container (max-width: 440px) {
    form,
    .done,
    .pending {
      padding: calc(var(--_space) * 4);
    }
  }
`;
