import { css } from 'lit';

export const styles = css`
  .drop {
    border: 1.5px dashed var(--_line-strong);
    border-radius: var(--_radius);
    color: var(--_muted);
    font-size: var(--_small);
    padding: calc(var(--_space) * 4);
    text-align: center;
  }

  .over {
    background: var(--_brand-soft);
    border-color: var(--_brand-text);
  }

  .choose {
    background: none;
    border: 0;
    color: var(--_brand-text);
    min-block-size: 24px;
    padding: 0;
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  ul {
    display: grid;
    list-style: none;
  }

  .drop + ul {
    margin-block-start: calc(var(--_space) * 2);
  }

  li {
    align-items: center;
    column-gap: calc(var(--_space) * 2);
    display: flex;
    flex-wrap: wrap;
    font-size: var(--_small);
    font-variant-numeric: tabular-nums;
    padding-block: var(--_space);
  }

  .name {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .failed .name {
    color: var(--_muted);
  }

  .action {
    align-items: center;
    background: none;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_brand-text);
    display: inline-flex;
    min-block-size: 28px;
    padding: 0 calc(var(--_space) * 1.5);
  }

  .action:hover {
    background: var(--_chip);
  }

  .remove {
    color: var(--_muted);
    margin-inline-start: auto;
  }

  progress,
  .problem {
    flex-basis: 100%;
  }

  progress {
    appearance: none;
    background: var(--_chip);
    block-size: 6px;
    border: 0;
    border-radius: 99px;
    overflow: clip;
  }

  progress::-webkit-progress-bar {
    background: none;
  }

  progress::-webkit-progress-value {
    background: var(--_brand);
  }

  progress::-moz-progress-bar {
    background: var(--_brand);
  }

  @media (forced-colors: active) {
    progress {
      appearance: auto;
    }
  }
`;
