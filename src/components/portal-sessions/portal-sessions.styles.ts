import { css } from 'lit';

export const styles = css`
  .head {
    display: grid;
    gap: calc(var(--_space) * 1);
    margin-block-end: calc(var(--_space) * 5);
  }

  .rows {
    list-style: none;
    padding: 0 calc(var(--_space) * 4);
  }

  .row {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 4);
    padding-block: var(--portal-sessions-row-padding, calc(var(--_space) * 3.5));
  }

  .row + .row {
    border-block-start: 1px solid var(--_line);
  }

  .about {
    flex: 1 1 200px;
    min-inline-size: 0;
  }

  .device {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    font-weight: 560;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 2);
    overflow-wrap: anywhere;
  }

  .row .button {
    min-block-size: 36px;
  }

  .foot {
    margin-block-start: calc(var(--_space) * 5);
  }

  .skeleton i {
    background: var(--_chip);
    block-size: 14px;
    border-radius: var(--_radius-small);
    display: block;
    flex: 1;
    max-inline-size: 240px;
  }

  .alert {
    background: var(--_danger-soft);
    border-radius: var(--_radius);
    margin-block-end: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  dialog {
    background: var(--_surface);
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
`;
