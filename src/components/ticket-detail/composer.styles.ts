import { css } from 'lit';

export const composerStyles = css`
  .box {
    background: var(--_surface);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-large);
    overflow: clip;
  }

  .box:has(textarea:focus) {
    border-color: var(--_brand-text);
    outline: 1px solid var(--_brand-text);
  }

  textarea:focus-visible {
    outline: none;
  }

  .over {
    background: var(--_brand-soft);
    border-style: dashed;
  }

  textarea {
    background: none;
    border: 0;
    display: block;
    field-sizing: content;
    inline-size: 100%;
    max-block-size: var(--portal-ticket-detail-composer-max-height, 60vh);
    min-block-size: 100px;
    overflow: auto;
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    resize: none;
  }

  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  portal-files {
    padding-inline: calc(var(--_space) * 4) calc(var(--_space) * 2);
  }

  .bar,
  .tools {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
  }

  .bar {
    border-block-start: 1px solid var(--_line);
    padding: calc(var(--_space) * 2);
  }

  .tool {
    align-items: center;
    background: none;
    block-size: 34px;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    display: inline-flex;
    inline-size: 32px;
    justify-content: center;
    padding: 0;
  }

  .tool:hover {
    background: var(--_chip);
    color: var(--_text);
  }

  .hint {
    flex: 1;
    padding-inline: calc(var(--_space) * 2);
    text-align: end;
  }

  .bar > :last-child {
    margin-inline-start: auto;
  }

  @container (max-width: 480px) {
    .hint:not(:empty) {
      flex-basis: 100%;
      order: -1;
      text-align: start;
    }
  }

  p:not(:empty) {
    margin-block-start: calc(var(--_space) * 2);
  }

  @media print {
    :host {
      display: none;
    }
  }
`;
