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
    display: grid;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 3);
    grid-template-columns: 1fr auto;
  }

  :where(portal-login) .portal-login-field > :not(.portal-login-label, .portal-login-show) {
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

  :where(portal-login) .portal-login-show {
    align-items: center;
    background: none;
    border: 0;
    color: var(--_brand-text);
    cursor: pointer;
    display: inline-flex;
    font: inherit;
    font-size: var(--_small);
    grid-column: 2;
    grid-row: 1;
    margin: 0;
    min-block-size: 24px;
    padding: 0;
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

  :where(portal-login) .portal-login-check {
    align-items: start;
    color: var(--_text);
    cursor: pointer;
    display: flex;
    gap: calc(var(--_space) * 2);
    line-height: 1.55;
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
    margin: 0;
    min-block-size: 42px;
    padding: 0 calc(var(--_space) * 4);
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
