import { css } from 'lit';

/** What stands above the tickets: search, filters, the choice of columns, notes. */
export const listToolsStyles = css`
  .head,
  .toolbar,
  .note {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 3);
    margin-block-end: calc(var(--_space) * 4);
  }

  .head > slot {
    display: block;
    flex: 1 1 auto;
  }

  .search {
    flex: 1 1 240px;
    position: relative;
  }

  .search .input {
    appearance: none;
    padding-inline: 38px;
  }

  .search .input::-webkit-search-cancel-button {
    display: none;
  }

  .search svg {
    color: var(--_muted);
    display: block;
  }

  .search > svg {
    inset-block-start: 13px;
    inset-inline-start: 12px;
    position: absolute;
  }

  .clear {
    background: none;
    border: 0;
    border-radius: var(--_radius);
    inset-block: 5px;
    inset-inline-end: 5px;
    padding: 0 9px;
    position: absolute;
  }

  .segments {
    background: var(--_chip);
    border-radius: 8px;
    display: inline-flex;
    flex-wrap: wrap;
    max-inline-size: 100%;
    padding: 3px;
  }

  .segments button {
    background: none;
    border: 1px solid transparent;
    border-radius: 6px;
    color: var(--_muted);
    font-weight: 540;
    max-inline-size: 100%;
    min-block-size: 36px;
    /* Words break only where they are longer than the whole line. */
    overflow-wrap: break-word;
    padding: 0 calc(var(--_space) * 3);
  }

  .segments [aria-pressed='true'] {
    background: var(--_raised);
    box-shadow: 0 1px 2px rgb(0 0 0 / 0.12);
    color: var(--_text);
  }

  select.input {
    inline-size: auto;
    max-inline-size: 100%;
  }

  .sort-select {
    display: none;
  }

  .columns {
    align-items: center;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space) calc(var(--_space) * 5);
    margin: 0 0 calc(var(--_space) * 4);
    min-inline-size: 0;
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  .columns label {
    align-items: center;
    cursor: pointer;
    display: inline-flex;
    gap: calc(var(--_space) * 2);
    min-block-size: 28px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .columns input {
    accent-color: var(--_brand);
    block-size: 18px;
    flex: none;
    inline-size: 18px;
  }

  .columns p {
    flex: 1 1 100%;
  }

  .columns .button {
    font-size: var(--_small);
    margin-inline-start: calc(var(--_space) * -2);
    min-block-size: 28px;
  }

  .columns-button {
    font-weight: 500;
  }

  .columns-button[aria-expanded='true'] {
    border-color: var(--_line-strong);
  }

  .note {
    color: var(--_muted);
    font-size: var(--_small);
  }

  .note b {
    color: var(--_text);
  }

  @container (max-width: 760px) {
    .sort-select {
      display: block;
    }

    .stage-filter,
    .sort-select {
      flex: 1 1 110px;
      min-inline-size: 0;
      padding-inline: calc(var(--_space) * 2) var(--_space);
      text-overflow: ellipsis;
    }
  }

  @media (forced-colors: active) {
    .segments [aria-pressed='true'] {
      border-color: Highlight;
    }
  }
`;
