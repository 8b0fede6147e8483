import { css } from 'lit';

export const ruleEditorStyles = css`
  .editor {
    display: grid;
    gap: calc(var(--_space) * 3);
  }

  .sentence {
    overflow-wrap: anywhere;
  }

  .group {
    border: 0;
    display: grid;
    gap: calc(var(--_space) * 3);
    margin: 0;
    min-inline-size: 0;
    padding: 0;
  }

  /* A line shows how deep a group lies; boxes in boxes would leave no room. */
  .group .group {
    border-inline-start: 2px solid var(--_line-strong);
    padding-inline-start: calc(var(--_space) * 4);
  }

  .head,
  .adding,
  .undo {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }

  .undo[hidden] {
    display: none;
  }

  .head label {
    align-items: center;
    display: inline-flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }

  .parts {
    display: grid;
    gap: calc(var(--_space) * 3);
    list-style: none;
    margin: 0;
    padding: 0;
  }

  .join {
    display: block;
    margin-block-end: calc(var(--_space) * 2);
  }

  .test {
    align-items: start;
    display: grid;
    gap: calc(var(--_space) * 2);
    grid-template-columns: minmax(130px, 1.1fr) minmax(110px, 0.9fr) minmax(0, 2.4fr) auto;
  }

  .test > .problem {
    grid-column: 1 / -1;
  }

  .input {
    min-block-size: 36px;
    min-inline-size: 0;
    padding-block: 4px;
  }

  .head .input {
    inline-size: auto;
  }

  .button {
    min-block-size: 36px;
  }

  .actions {
    display: inline-flex;
    flex-wrap: wrap;
  }

  @container (max-width: 760px) {
    .test {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
    }

    .test > .values {
      grid-column: 1 / -1;
      grid-row: 2;
    }

    .test > span.values {
      display: none;
    }
  }

  @container (max-width: 440px) {
    .group .group {
      padding-inline-start: calc(var(--_space) * 2);
    }

    .test {
      grid-template-columns: minmax(0, 1fr);
    }

    .test > .values {
      grid-row: auto;
    }
  }
`;
