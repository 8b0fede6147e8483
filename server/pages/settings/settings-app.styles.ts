import { css } from 'lit';

/** The frame around the pages: a list of them at the side, or a menu above where there is no room. */
export const appStyles = css`
  .frame {
    display: flex;
    flex-direction: column;
    min-block-size: 100dvh;
  }
  .top {
    align-items: center;
    border-block-end: 1px solid var(--_line);
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space) calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 6);
  }
  .top b {
    font-size: calc(var(--_font-size) * 1.13);
    font-weight: 640;
    margin-inline-end: auto;
    overflow-wrap: anywhere;
  }
  .body {
    display: grid;
    flex: 1;
    grid-template-columns: 232px minmax(0, 1fr);
  }
  nav {
    border-inline-end: 1px solid var(--_line);
    padding: calc(var(--_space) * 6) calc(var(--_space) * 3);
  }
  nav .group + .group {
    margin-block-start: calc(var(--_space) * 5);
  }
  nav h2 {
    color: var(--_muted);
    font-size: var(--_small);
    font-weight: 560;
    margin-block-end: var(--_space);
    padding-inline: calc(var(--_space) * 3);
  }
  nav a {
    align-items: center;
    border-radius: var(--_radius);
    color: inherit;
    display: flex;
    gap: calc(var(--_space) * 2);
    min-block-size: 34px;
    padding-inline: calc(var(--_space) * 3);
    text-decoration: none;
  }
  nav a:hover {
    background: var(--_raised);
  }
  nav a[aria-current] {
    background: var(--_brand-soft);
    color: var(--_brand-text);
    font-weight: 560;
  }
  .mark {
    background: var(--_brand-text);
    block-size: 7px;
    border-radius: 50%;
    flex: none;
    inline-size: 7px;
    margin-inline-start: auto;
  }
  .mark.wrong {
    background: var(--_danger);
  }
  nav .choose {
    display: none;
  }
  .body > main {
    min-inline-size: 0;
    padding: calc(var(--_space) * 8) calc(var(--_space) * 10) calc(var(--_space) * 12);
  }
  .note.file {
    margin-block-end: calc(var(--_space) * 6);
    max-inline-size: 680px;
  }
  settings-bar {
    inset-block-end: 0;
    position: sticky;
    z-index: 1;
  }
  .leave > * + * {
    margin-block-start: calc(var(--_space) * 3);
  }
  .leave .buttons {
    justify-content: flex-end;
  }
  portal-login {
    margin: calc(var(--_space) * 12) auto calc(var(--_space) * 5);
    max-inline-size: 420px;
  }
  @container (max-width: 900px) {
    .body {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto 1fr;
    }
    nav {
      border: 0;
      padding: calc(var(--_space) * 4) calc(var(--_space) * 4) 0;
    }
    nav .group {
      display: none;
    }
    nav .choose {
      display: block;
    }
    .body > main {
      padding: calc(var(--_space) * 5) calc(var(--_space) * 4) calc(var(--_space) * 10);
    }
    .top {
      gap: 0 calc(var(--_space) * 4);
      padding: calc(var(--_space) * 2) calc(var(--_space) * 4);
    }
    .top b {
      flex-basis: 100%;
    }
    .top .button.quiet {
      font-size: var(--_small);
      padding-inline: 0;
    }
    .top .label {
      display: none;
    }
  }
  @media (forced-colors: active) {
    nav a[aria-current] {
      text-decoration: underline;
    }
  }
`;
