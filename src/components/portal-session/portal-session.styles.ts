import { css } from 'lit';

export const portalSessionStyles = css`
  /* Out of the flow: whoever lays out the element around it counts one child less. */
  :host {
    display: contents;
  }

  dialog {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    box-shadow: 0 16px 48px rgb(0 0 0 / 0.16);
    color: var(--_text);
    inline-size: min(440px, 100vw - 32px);
    max-block-size: calc(100dvh - 32px);
    overflow: auto;
    padding: calc(var(--_space) * 8);
    visibility: visible;
  }

  dialog:focus-visible {
    outline: none;
  }

  dialog.warning {
    inline-size: min(400px, 100vw - 32px);
  }

  .warning::backdrop {
    background: rgb(0 0 0 / 0.4);
  }

  /* Whoever passes by must not read what lies behind, where blurring is not known either. */
  .over::backdrop {
    backdrop-filter: blur(24px);
    background: color-mix(in srgb, var(--_sunken) 94%, transparent);
  }

  .content {
    display: grid;
    gap: calc(var(--_space) * 3);
  }

  h2 {
    font-size: calc(var(--_font-size) * 1.27);
    font-weight: 640;
    letter-spacing: -0.01em;
    line-height: 1.3;
    margin: 0;
  }

  h2:focus-visible {
    outline: none;
  }

  .time {
    font-size: calc(var(--_font-size) * 2.4);
    font-variant-numeric: tabular-nums;
    font-weight: 300;
    letter-spacing: -0.02em;
    line-height: 1.2;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    justify-content: flex-end;
    margin-block-start: calc(var(--_space) * 3);
  }

  .login {
    margin-block: calc(var(--_space) * 4) var(--_space);
  }

  ::slotted(portal-login) {
    --portal-login-padding: 0px;
    --portal-login-width: 100%;
  }

  .leave {
    justify-self: center;
  }

  @media (width <= 480px) {
    dialog {
      padding: calc(var(--_space) * 5);
    }
  }

  @media (forced-colors: active) {
    .over::backdrop {
      background: Canvas;
    }
  }
`;
