/**
 * Hostile and benign texts from the test suites of others and our own; each file names its source and licence.
 * Works in Node and in browsers.
 */

/** `mail` is benign: real HTML mails whose text must survive. The others are hostile. */
export type CorpusKind = 'html' | 'markdown' | 'text' | 'url' | 'mail';

export interface Payload {
  /** File and position, such as `js-xss-tests #12`, to name a failing case by. */
  name: string;
  text: string;
}

const FILES: Record<CorpusKind, readonly string[]> = {
  html: ['dompurify-expect', 'js-xss-tests', 'payloadsallthethings-xss', 'sanitize-html-tests'],
  markdown: ['markdown-it-xss', 'own-ticket-content', 'showdown-xss'],
  text: ['naughty-strings'],
  url: ['open-redirect'],
  mail: ['email-html-benign'],
};

/** All payloads of the given kinds, in a stable order. */
export async function payloads(...kinds: CorpusKind[]): Promise<Payload[]> {
  const corpora = await Promise.all(kinds.flatMap((kind) => FILES[kind]).map(readCorpus));
  return corpora.flat();
}

/** Everything that must stay text wherever text goes: subjects, names, companies, file names, stages, form labels. */
export function hostileStrings(): Promise<Payload[]> {
  return payloads('html', 'markdown', 'text', 'url');
}

async function readCorpus(file: string): Promise<Payload[]> {
  const corpus = JSON.parse(await readText(new URL(`./${file}.json`, import.meta.url))) as {
    payloads: string[];
  };
  return corpus.payloads.map((text, index) => ({ name: `${file} #${index}`, text }));
}

async function readText(url: URL): Promise<string> {
  if (url.protocol === 'file:') {
    return process.getBuiltinModule('node:fs').readFileSync(url, 'utf8');
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href}: ${response.status}`);
  return response.text();
}
