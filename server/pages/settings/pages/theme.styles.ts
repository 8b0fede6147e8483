import { css } from 'lit';

export const themeStyles = css`
  .color {
    align-items: center;
    display: flex;
    gap: calc(var(--_space) * 2);
  }
  .color input[type='color'] {
    background: none;
    block-size: 42px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    cursor: pointer;
    flex: none;
    inline-size: 52px;
    padding: 3px;
  }
  .color .input {
    flex: 1 1 100px;
    inline-size: auto;
    min-inline-size: 0;
  }
  .variable {
    align-items: start;
    display: grid;
    gap: calc(var(--_space) * 2);
    grid-template-columns: minmax(0, 1fr) auto;
  }
`;
