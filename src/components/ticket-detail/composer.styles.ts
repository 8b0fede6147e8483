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
    box-shadow: 0 0 0 3px var(--_brand-soft);
    outline: 1px solid var(--_brand-text);
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
    outline: 0;
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
    gap: 2px;
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
    inline-size: 34px;
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

  p:not(:empty) {
    margin-block-start: calc(var(--_space) * 2);
  }

  @media print {
    :host {
      display: none;
    }
  }
`;
