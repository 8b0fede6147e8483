import { css } from 'lit';

/**
 * The fields stand in the page's own tree, so that password managers see them; this sheet is adopted by that tree. Each
 * selector weighs one class: more than a page's reset of elements, less than anything an owner writes on purpose. The
 * private variables come from the shadow root around the form's slot.
 */
export const formStyles = css`
  :where(portal-login) > .portal-login-form {
    display: grid;
    gap: calc(var(--_space) * 4);
    margin: 0;
  }

  :where(portal-login) .portal-login-field {
    align-items: center;
    display: grid;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 3);
    grid-template-columns: minmax(0, 1fr) auto;
  }

  :where(portal-login)
    .portal-login-field
    > :not(.portal-login-label, .portal-login-show, .portal-login-forgot) {
    grid-column: 1 / -1;
  }

  :where(portal-login) .portal-login-label {
    color: var(--_text);
    font-size: max(12.5px, var(--_font-size) * 0.93);
    font-weight: 560;
    line-height: 1.55;
  }

  :where(portal-login) .portal-login-input {
    appearance: none;
    background: var(--_surface);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    box-sizing: border-box;
    color: var(--_text);
    font: inherit;
    inline-size: 100%;
    line-height: 1.55;
    margin: 0;
    min-block-size: 42px;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
  }

  :where(portal-login) .portal-login-input[aria-invalid='true'] {
    border-color: var(--_danger);
  }

  /* The eye stands in the field's end; the way out of a forgotten password beside its label, and after it by keyboard. */
  :where(portal-login) .portal-login-password {
    grid-column: 1 / -1;
    grid-row: 2;
    padding-inline-end: 46px;
  }

  :where(portal-login) .portal-login-show {
    align-items: center;
    background: none;
    block-size: 34px;
    border: 0;
    border-radius: var(--_radius-small);
    color: var(--_muted);
    cursor: pointer;
    display: inline-flex;
    grid-column: 2;
    grid-row: 2;
    inline-size: 36px;
    justify-content: center;
    justify-self: end;
    margin: 0 4px 0 0;
    margin-inline: 0 4px;
    padding: 0;
  }

  :where(portal-login) .portal-login-show:hover,
  :where(portal-login) .portal-login-show[aria-pressed='true'] {
    color: var(--_text);
  }

  :where(portal-login) .portal-login-text {
    background: none;
    border: 0;
    color: var(--_brand-text);
    cursor: pointer;
    font: inherit;
    font-size: var(--_small);
    line-height: 1.55;
    margin: 0;
    min-block-size: 24px;
    padding: 0;
    text-align: start;
    text-decoration: none;
  }

  :where(portal-login) .portal-login-text:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  :where(portal-login) .portal-login-forgot {
    grid-column: 2;
    grid-row: 1;
  }

  :where(portal-login) .portal-login-known {
    align-items: center;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    color: var(--_text);
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 3);
    justify-content: space-between;
    min-block-size: 42px;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
  }

  :where(portal-login) .portal-login-address {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  :where(portal-login) .portal-login-code {
    direction: ltr;
    font-size: calc(var(--_font-size) * 1.2);
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.18em;
    text-align: center;
  }

  :where(portal-login) .portal-login-help,
  :where(portal-login) .portal-login-problem {
    color: var(--_muted);
    font-size: var(--_small);
    line-height: 1.55;
    margin: 0;
    overflow-wrap: anywhere;
  }

  :where(portal-login) .portal-login-problem {
    color: var(--_danger);
  }

  :where(portal-login) .portal-login-alert {
    background: var(--_danger-soft);
    border-radius: var(--_radius);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  :where(portal-login) .portal-login-consent {
    color: var(--_muted);
    font-size: var(--_small);
    line-height: 1.55;
    max-block-size: 160px;
    overflow: auto;
    overflow-wrap: anywhere;
  }

  /* In a view of its own it is what people are there for. */
  :where(portal-login) .portal-login-consent-alone {
    max-block-size: min(50vh, 420px);
  }

  :where(portal-login) .portal-login-check {
    align-items: start;
    color: var(--_text);
    cursor: pointer;
    display: flex;
    gap: calc(var(--_space) * 2);
    line-height: 1.55;
    margin-block-start: calc(var(--_space) * 1);
  }

  :where(portal-login) .portal-login-box {
    accent-color: var(--_brand);
    block-size: 20px;
    flex: none;
    inline-size: 20px;
    margin: 1px 2px;
  }

  :where(portal-login) .portal-login-submit {
    align-items: center;
    background: var(--_brand);
    border: 1px solid transparent;
    border-radius: var(--_radius);
    color: var(--_on-brand);
    cursor: pointer;
    display: inline-flex;
    font: inherit;
    font-weight: 560;
    justify-content: center;
    line-height: 1.4;
    margin: 0;
    min-block-size: 42px;
    padding: calc(var(--_space) * 1) calc(var(--_space) * 4);
  }

  :where(portal-login) .portal-login-submit:hover {
    filter: brightness(1.08);
  }

  :where(portal-login) .portal-login-other {
    background: var(--_raised);
    border-color: var(--_line);
    color: var(--_text);
    font-weight: 500;
    margin-block-start: calc(var(--_space) * -1);
  }

  :where(portal-login) .portal-login-other:hover {
    border-color: var(--_line-strong);
    filter: none;
  }

  @media (forced-colors: active) {
    :where(portal-login) .portal-login-submit,
    :where(portal-login) .portal-login-show {
      border: 1px solid;
    }
  }

  :where(portal-login > .portal-login-form) :focus-visible {
    outline: 2px solid var(--_brand-text);
    outline-offset: 2px;
  }

  /*
   * Against sheets that hide or unset everything with !important. An important declaration in a layer outweighs those
   * outside of any, and only what fields need to be seen at all is said here.
   */
  @layer portal-login {
    :where(portal-login) > .portal-login-form,
    :where(portal-login) > .portal-login-form * {
      visibility: visible !important;
    }

    /* Nobody types the address that password managers look for. */
    :where(portal-login) > .portal-login-form [hidden] {
      display: none !important;
    }

    :where(portal-login) .portal-login-input {
      border: var(--portal-login-input-border, 1px solid var(--_line-strong)) !important;
      cursor: text !important;
      display: block !important;
      inline-size: 100% !important;
    }

    :where(portal-login) .portal-login-input[aria-invalid='true'] {
      border-color: var(--_danger) !important;
    }

    :where(portal-login) .portal-login-box {
      appearance: auto !important;
    }

    :where(portal-login) .portal-login-input:focus-visible,
    :where(portal-login) .portal-login-box:focus-visible,
    :where(portal-login) .portal-login-submit:focus-visible {
      outline: 2px solid var(--_brand-text) !important;
    }

    :where(portal-login) .portal-login-label,
    :where(portal-login) .portal-login-submit {
      display: block !important;
    }
  }
`;

/** Gives the tree around an element the sheet for its fields, once. */
export function adoptFormStyles(root: Node): void {
  const sheet = formStyles.styleSheet;
  if (!sheet || !(root instanceof Document || root instanceof ShadowRoot)) return;
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
