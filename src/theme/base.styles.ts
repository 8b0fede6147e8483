import { css } from 'lit';
import { tokenStyles } from './tokens.generated.ts';

/**
 * What every element starts from. Public `--portal-*` properties inherit from the page; the tokens' sheet resolves each
 * into a private `--_*` that the elements' styles use. Names, defaults and derivations stand in `portal.tokens.json`.
 */
export const baseStyles = css`
  ${tokenStyles}
  :host {
    --_small: max(12.5px, var(--_font-size) * 0.87);

    display: block;
  }

  :host([hidden]) {
    display: none;
  }

  /*
   * What is inherited is reset here and not on the host: a page's own sheet wins over :host, even with '* { all: unset }',
   * but cannot reach this. Queries for narrow places ask this container, not the viewport.
   */
  .frame {
    color: var(--_text);
    container-type: inline-size;
    direction: inherit;
    display: block;
    font-family: var(--portal-font-family, inherit);
    font-size: var(--_font-size);
    font-style: normal;
    font-weight: 400;
    letter-spacing: normal;
    line-height: 1.55;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    visibility: visible;
    white-space: normal;
    word-spacing: normal;
  }

  /* Not their ::before and ::after: with a rule for all of them, every element has two more styles to compute. */
  * {
    box-sizing: border-box;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  h1 {
    font-size: calc(var(--_font-size) * 1.6);
    font-weight: 640;
    letter-spacing: -0.012em;
    line-height: 1.25;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }

  a {
    color: var(--_brand-text);
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }

  button,
  input,
  textarea,
  select {
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    margin: 0;
  }

  button {
    cursor: pointer;
  }

  svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    flex: none;
  }

  :focus-visible {
    outline: 2px solid var(--_brand-text);
    outline-offset: 2px;
  }

  /* Focus goes to a view's heading to say where its reader is; nothing can be done with it there. */
  h1:focus-visible {
    outline: none;
  }

  .visually-hidden:not(:focus-within) {
    clip-path: inset(50%);
    block-size: 1px;
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }

  .label {
    color: var(--_muted);
    font-size: var(--_small);
  }

  .button {
    align-items: center;
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    color: inherit;
    display: inline-flex;
    font-weight: 560;
    gap: calc(var(--_space) * 2);
    justify-content: center;
    min-block-size: 40px;
    padding: 0 calc(var(--_space) * 4);
    text-decoration: none;
  }

  .button:hover {
    border-color: var(--_line-strong);
  }

  .button.primary {
    background: var(--_brand);
    border-color: transparent;
    color: var(--_on-brand);
  }

  .button.primary:hover {
    filter: brightness(1.08);
  }

  .button.quiet {
    background: none;
    border-color: transparent;
    color: var(--_brand-text);
    padding: 0 calc(var(--_space) * 2);
  }

  .button.quiet:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  .input {
    background: var(--_surface);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    inline-size: 100%;
    min-block-size: 42px;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
  }

  .card {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
  }

  .pill {
    align-items: center;
    background: var(--_chip);
    border-radius: 14px;
    color: var(--_muted);
    display: inline-flex;
    font-size: var(--_small);
    font-weight: 560;
    gap: 6px;
    /* On one line as long as names are of a usual length; a cell gets no wider for one that is not. */
    inline-size: max-content;
    max-inline-size: 28ch;
    overflow-wrap: anywhere;
    padding: 2px 10px;
  }

  .pill::before {
    background: currentColor;
    block-size: 7px;
    border-radius: 50%;
    content: '';
    flex: none;
    inline-size: 7px;
  }

  .pill.waiting {
    background: var(--_wait-soft);
    color: var(--_wait);
  }

  .pill.open {
    background: var(--_brand-soft);
    color: var(--_brand-text);
  }

  .pill.closed {
    background: var(--_success-soft);
    color: var(--_success);
  }

  .notice {
    align-items: center;
    color: var(--_muted);
    display: grid;
    gap: calc(var(--_space) * 3);
    justify-items: center;
    padding: calc(var(--_space) * 12) calc(var(--_space) * 4);
    text-align: center;
  }

  .notice :is(b, h1) {
    color: var(--_text);
    font-size: calc(var(--_font-size) * 1.13);
    font-weight: 620;
  }

  .problem {
    color: var(--_danger);
    font-size: var(--_small);
  }

  @media (forced-colors: active) {
    .pill,
    .card,
    .button {
      border: 1px solid;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none;
      transition: none;
    }
  }
`;
