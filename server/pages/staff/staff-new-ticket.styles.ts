import { css } from 'lit';

export const newTicketStyles = css`
  .open {
    text-align: end;
  }

  dialog {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-large);
    color: var(--_text);
    inline-size: min(560px, 100vw - 32px);
    margin: auto;
    max-block-size: calc(100dvh - 32px);
    overflow: auto;
    padding: calc(var(--_space) * 6);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 0.4);
  }

  h2 {
    font-size: calc(var(--_font-size) * 1.13);
    font-weight: 640;
  }

  form {
    display: grid;
    gap: calc(var(--_space) * 4);
    margin-block-start: calc(var(--_space) * 4);
  }

  form label {
    align-content: start;
    display: grid;
    gap: var(--_space);
    min-inline-size: 0;
  }

  .pair {
    display: grid;
    gap: calc(var(--_space) * 4);
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
  }

  .chosen,
  .choices {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    justify-content: space-between;
    overflow-wrap: anywhere;
  }

  .chosen .label {
    display: block;
  }

  .choices {
    justify-content: flex-end;
  }

  .found {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    list-style: none;
    margin-block-start: calc(var(--_space) * -2);
  }

  .found .label {
    font-weight: 400;
  }

  .found .button {
    inline-size: 100%;
    justify-content: start;
    overflow-wrap: anywhere;
    text-align: start;
  }

  textarea {
    min-block-size: 96px;
    resize: vertical;
  }
`;
