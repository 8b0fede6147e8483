/**
 * What the parts that are loaded later share, as one file: left alone, the bundler makes a file of each shared module,
 * and a page on a slow line asks for one after the other.
 */
export const writingChunk = {
  name: 'writing',
  test: /src\/(portal\/(drafts|outbox\.|uploads)|locales\/en\/(entry|files)|components\/(portal-files\/|base\/words)|content\/styles)|lit(-html)?\/directive(s\/|-helpers)/,
};
