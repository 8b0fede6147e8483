import { css } from 'lit';

/** What stands in the shadow root: all but the fields. */
export const styles = css`
  .card {
    display: grid;
    gap: calc(var(--_space) * 4);
    inline-size: min(var(--portal-login-width, 400px), 100%);
    margin-inline: auto;
    padding: var(--portal-login-padding, calc(var(--_space) * 8));
  }

  h1:focus {
    outline: none;
  }

  .note {
    background: var(--_brand-soft);
    border-radius: var(--_radius);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  .alert {
    background: var(--_danger-soft);
    border-radius: var(--_radius);
    color: var(--_danger);
    font-size: var(--_small);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  .providers {
    display: grid;
    gap: calc(var(--_space) * 2);
  }

  .providers .button {
    font-weight: 500;
    gap: calc(var(--_space) * 3);
    inline-size: 100%;
    min-block-size: 42px;
    padding-block: calc(var(--_space) * 1);
  }

  .divider {
    align-items: center;
    color: var(--_muted);
    display: flex;
    font-size: var(--_small);
    gap: calc(var(--_space) * 3);
  }

  .divider::before,
  .divider::after {
    background: var(--_line);
    block-size: 1px;
    content: '';
    flex: 1;
  }

  .card > .button {
    min-block-size: 42px;
  }

  .after {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 4);
  }

  .after > p {
    flex-basis: 100%;
  }

  .after .button,
  .aside a,
  .aside .button {
    display: inline;
    font: inherit;
    min-block-size: 24px;
    padding: 0;
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }

  .skeleton i {
    background: var(--_chip);
    block-size: 42px;
    border-radius: var(--_radius);
    display: block;
    margin-block-end: calc(var(--_space) * 4);
  }

  p {
    overflow-wrap: anywhere;
  }

  @container (max-width: 420px) {
    .card {
      padding: var(--portal-login-padding, calc(var(--_space) * 5) calc(var(--_space) * 4));
    }
  }
`;
