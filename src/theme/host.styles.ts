import { css } from 'lit';

/** What an element's host needs before its look is here. */
export const hostStyles = css`
  :host {
    display: block;
  }

  :host([hidden]) {
    display: none;
  }
`;
