import { css } from 'lit';

export const styles = css`
  nav {
    align-items: center;
    border-block-end: 1px solid var(--_line);
    column-gap: calc(var(--_space) * 6);
    display: flex;
    flex-wrap: wrap;
    padding-block: var(--portal-nav-padding, calc(var(--_space) * 3));
    row-gap: calc(var(--_space) * 2);
  }

  .brand,
  .brand::slotted(*) {
    color: inherit;
    font-size: calc(var(--_font-size) * 1.13);
    font-weight: 640;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
    text-decoration: none;
  }

  .item {
    background: none;
    border: 0;
    color: var(--_muted);
    font-weight: 540;
    padding: calc(var(--_space) * 2) 0;
    text-decoration: none;
  }

  .item:hover {
    color: var(--_text);
  }

  .item:is([aria-current='page'], [aria-current='true']) {
    box-shadow: inset 0 -2px var(--_brand-text);
    color: var(--_text);
  }

  /* On the form itself, the one thing to press is what sends it. */
  .primary[aria-current='page'] {
    background: var(--_brand-soft);
    color: var(--_brand-text);
  }

  .grow {
    flex: 1;
  }

  .account {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 4);
    min-inline-size: 0;
  }

  .contact {
    align-items: center;
    display: flex;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
  }

  a.contact {
    border-radius: var(--_radius);
    color: inherit;
    text-decoration: none;
  }

  a.contact:hover .contact-name {
    text-decoration: underline;
  }

  .preview {
    background: var(--_wait-soft);
    border-block-end: 1px solid var(--_line);
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 4);
    justify-content: space-between;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
  }

  .preview a {
    color: inherit;
  }

  .contact-name {
    max-inline-size: 22ch;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .avatar {
    background: var(--_brand-soft);
    block-size: 32px;
    border-radius: 50%;
    color: var(--_brand-text);
    display: inline-grid;
    flex: none;
    font-size: 12.5px;
    font-weight: 640;
    inline-size: 32px;
    place-items: center;
  }

  .failed {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    inline-size: 100%;
  }

  dialog {
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    color: var(--_text);
    inline-size: min(420px, 100vw - 32px);
    padding: calc(var(--_space) * 6);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 0.4);
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    justify-content: flex-end;
    margin-block-start: calc(var(--_space) * 5);
  }

  @container (max-width: 560px) {
    nav {
      column-gap: calc(var(--_space) * 4);
    }

    .contact-name {
      clip-path: inset(50%);
      position: absolute;
    }
  }

  /* Name and account on the first line, the ways to go on the second. */
  @container (max-width: 480px) {
    .account,
    .item[part='sign-in-link'] {
      margin-inline-start: auto;
      order: 1;
    }

    .grow {
      flex-basis: 100%;
      order: 2;
    }

    .item[part='link'],
    ::slotted(:not([slot])) {
      order: 3;
    }

    .primary {
      margin-inline-start: auto;
      order: 4;
    }
  }

  @media (forced-colors: active) {
    .item:is([aria-current='page'], [aria-current='true']) {
      text-decoration: underline;
    }
  }
`;
