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
