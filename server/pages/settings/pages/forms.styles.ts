import { css } from 'lit';

export const formsStyles = css`
  .entry,
  .field-head {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 2px calc(var(--_space) * 3);
    min-inline-size: 0;
  }
  .entry .button {
    min-block-size: 30px;
  }
  .entry [aria-pressed] {
    flex: 1 1 160px;
    font-weight: 560;
    justify-content: start;
    overflow-wrap: anywhere;
    padding-inline: 0;
    text-align: start;
  }
  .entry [aria-pressed='true'] {
    color: var(--_text);
    text-decoration: underline;
    text-decoration-color: var(--_brand-text);
    text-decoration-thickness: 2px;
    text-underline-offset: 5px;
  }
  .handle {
    color: var(--_muted);
    cursor: grab;
    font-size: 18px;
    line-height: 28px;
    min-inline-size: 24px;
    text-align: center;
    touch-action: none;
    user-select: none;
  }
  .field-head details {
    flex: 1 1 200px;
    min-inline-size: 0;
  }
  .field-head {
    align-items: start;
    flex-wrap: nowrap;
  }
  summary {
    overflow-wrap: anywhere;
  }
  summary b {
    font-weight: 560;
  }
  .settings {
    display: grid;
    gap: calc(var(--_space) * 4);
    grid-template-columns: minmax(0, 1fr);
    padding-block: calc(var(--_space) * 4) calc(var(--_space) * 2);
  }
  .rows li.dragged {
    opacity: 0.5;
  }
  .rows li.drop-above {
    box-shadow: 0 -2px 0 var(--_brand-text);
  }
  .rows li.drop-below {
    box-shadow: 0 2px 0 var(--_brand-text);
  }
  select.add {
    align-self: end;
  }
`;
