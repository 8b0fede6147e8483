import { css } from 'lit';

/**
 * For the element that holds a rendered body: `<div class="content">`. It contains what it holds: nothing can paint or
 * float over the page around it, and what is too wide scrolls inside it.
 */
export const contentStyles = css`
  .content {
    contain: paint layout;
    overflow: auto;
    overflow-wrap: anywhere;
    color: var(--portal-color-text, light-dark(#1a1e26, #e8eaee));
  }
  .content :is(p, li, dt, dd, h1, h2, h3, h4, h5, h6, td, th, figcaption, summary) {
    unicode-bidi: plaintext;
  }
  .content > :first-child {
    margin-block-start: 0;
  }
  .content > :last-child {
    margin-block-end: 0;
  }
  .content :is(p, ul, ol, dl, pre, table, blockquote, figure, details) {
    margin-block: 0.75em;
    margin-inline: 0;
  }
  .content :is(h1, h2, h3, h4, h5, h6) {
    margin-block: 1.25em 0.5em;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.35;
  }
  .content h1 {
    font-size: 1.2em;
  }
  .content h2 {
    font-size: 1.1em;
  }
  .content :is(ul, ol) {
    padding-inline-start: 1.5em;
  }
  .content li > :is(ul, ol) {
    margin-block: 0.25em;
  }
  .content a:any-link {
    color: var(--portal-color-brand-text, light-dark(#2d49b4, #9db2ff));
    text-decoration: underline;
    text-underline-offset: 0.15em;
    unicode-bidi: isolate;
  }
  .content :is(code, kbd, samp, pre) {
    font-family: var(--portal-font-mono, ui-monospace, 'Cascadia Code', Menlo, monospace);
    font-size: 0.92em;
  }
  .content :is(code, kbd) {
    padding: 0.1em 0.3em;
    border-radius: var(--portal-radius-small, 4px);
    background: var(--portal-color-sunken, light-dark(#f5f6f8, #0e1014));
  }
  .content pre {
    padding: 12px;
    overflow: auto;
    border-radius: var(--portal-radius-small, 4px);
    background: var(--portal-color-sunken, light-dark(#f5f6f8, #0e1014));
    overflow-wrap: normal;
    tab-size: 4;
  }
  .content pre code {
    padding: 0;
    background: none;
    font-size: inherit;
  }
  .content blockquote {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--portal-color-line, light-dark(#e2e5ea, #2b313b));
    color: var(--portal-color-muted, light-dark(#5a6372, #a2abb8));
  }
  .content table {
    display: block;
    inline-size: fit-content;
    max-inline-size: 100%;
    overflow-x: auto;
    border-collapse: collapse;
    overflow-wrap: normal;
  }
  .content :is(th, td) {
    padding: 4px 10px;
    border: 1px solid var(--portal-color-line, light-dark(#e2e5ea, #2b313b));
    vertical-align: top;
  }
  .content th {
    font-weight: 600;
  }
  .content img {
    max-inline-size: 100%;
    block-size: auto;
  }
  .content small {
    color: var(--portal-color-muted, light-dark(#5a6372, #a2abb8));
    font-size: 0.9em;
  }
  .content hr {
    block-size: 0;
    border: 0;
    border-block-start: 1px solid var(--portal-color-line, light-dark(#e2e5ea, #2b313b));
    margin-block: 1.25em;
  }
  .content summary {
    cursor: pointer;
  }
`;
