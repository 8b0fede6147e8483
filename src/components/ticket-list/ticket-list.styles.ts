import { css } from 'lit';

/** The tickets themselves: a table, or in narrow lists one below the other. */
export const ticketListStyles = css`
  table {
    border-collapse: collapse;
    font-size: calc(var(--_font-size) * 0.94);
    font-variant-numeric: tabular-nums;
    inline-size: 100%;
    table-layout: fixed;
    transition: opacity 0.12s 0.15s;
  }

  .stale {
    opacity: 0.55;
  }

  th {
    color: var(--_muted);
    font-size: var(--_small);
    font-weight: 540;
    inline-size: 11em;
    padding: 6px calc(var(--_space) * 3);
    text-align: start;
  }

  th.subject {
    inline-size: auto;
  }

  th.reference,
  th.created {
    inline-size: 8.3em;
  }

  th.status {
    inline-size: 16.8em;
  }

  :is(th, td):first-child {
    padding-inline-start: calc(var(--_space) * 6);
  }

  th button {
    background: none;
    border: 0;
    color: inherit;
    font-weight: inherit;
    margin-inline: -6px;
    min-block-size: 28px;
    padding: 0 6px;
    text-align: start;
  }

  th button:hover,
  th[aria-sort] {
    color: var(--_text);
  }

  th[aria-sort] button::after {
    content: '\\2009\\2191';
    content: '\\2009\\2191' / '';
  }

  th[aria-sort='descending'] button::after {
    content: '\\2009\\2193';
    content: '\\2009\\2193' / '';
  }

  td {
    border-block-start: 1px solid var(--_line);
    color: var(--_muted);
    overflow-wrap: anywhere;
    padding: var(--portal-ticket-list-row-padding, 13px) calc(var(--_space) * 3);
    vertical-align: baseline;
  }

  .unread td {
    position: relative;
  }

  /* Long lists have many of them: plain boxes lay out faster than flexible ones. */
  td .pill {
    display: inline-block;
    /* Names are on one line; one that is longer than its place ends in dots, and stands whole on the ticket. */
    max-inline-size: 100%;
    overflow: clip;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  td .pill::before {
    display: inline-block;
    margin-inline-end: 6px;
    vertical-align: 1px;
  }

  tbody tr {
    cursor: pointer;
  }

  tr[aria-current] {
    background: var(--_brand-soft);
  }

  tbody tr:hover {
    background: color-mix(in oklab, var(--_text) 2.5%, transparent);
  }

  td.subject :is(a, button) {
    background: none;
    border: 0;
    color: var(--_text);
    font-size: var(--_font-size);
    font-weight: 480;
    padding: 0;
    text-align: start;
    text-decoration: none;
  }

  td.subject :is(a, button):hover {
    text-decoration: underline;
  }

  .unread td.subject :is(a, button) {
    font-weight: 650;
  }

  .unread td:first-child::after {
    background: var(--_brand-text);
    block-size: 8px;
    border-radius: 50%;
    content: '';
    inline-size: 8px;
    inset-block-start: calc(var(--portal-ticket-list-row-padding, 13px) + 8px);
    inset-inline-start: 8px;
    position: absolute;
  }

  .more {
    align-items: center;
    border-block-start: 1px solid var(--_line);
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 4);
    justify-content: space-between;
    min-block-size: 56px;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4) calc(var(--_space) * 2) calc(var(--_space) * 6);
  }

  .skeleton > div {
    border-block-start: 1px solid var(--_line);
    display: flex;
    gap: calc(var(--_space) * 6);
    padding: 18px calc(var(--_space) * 6);
  }

  .skeleton > div:first-of-type {
    border: 0;
  }

  .skeleton i {
    animation: breathe 1.6s infinite;
    background: var(--_chip);
    block-size: 12px;
    border-radius: 6px;
    flex: 0 0 12%;
  }

  .skeleton i:nth-child(2) {
    flex-grow: 1;
  }

  @keyframes breathe {
    50% {
      opacity: 0.5;
    }
  }

  @container (max-width: 760px) {
    table,
    tbody,
    td {
      display: block;
    }

    thead {
      display: none;
    }

    tbody tr {
      align-items: baseline;
      border-block-start: 1px solid var(--_line);
      contain-intrinsic-block-size: auto 80px;
      content-visibility: auto;
      display: flex;
      flex-wrap: wrap;
      font-size: var(--_small);
      gap: 2px calc(var(--_space) * 3);
      padding: var(--portal-ticket-list-row-padding, 13px) calc(var(--_space) * 4);
    }

    tbody tr:first-child {
      border: 0;
    }

    td,
    td:first-child {
      border: 0;
      padding: 0;
    }

    td:empty {
      display: none;
    }

    td.subject {
      flex-basis: 100%;
      order: -1;
    }

    td.status {
      margin-inline-start: auto;
      min-inline-size: 0;
      order: 1;
    }

    td[data-label]::before {
      content: attr(data-label) ' ';
    }

    .unread td:first-child::after {
      content: none;
    }

    .unread td.subject::after {
      background: var(--_brand-text);
      block-size: 8px;
      border-radius: 50%;
      content: '';
      inline-size: 8px;
      inset-block-start: 8px;
      inset-inline-start: -12px;
      position: absolute;
    }

    .more {
      padding-inline: calc(var(--_space) * 4);
    }
  }

  @container (max-width: 440px) {
    td.created {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .unread td::after {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
