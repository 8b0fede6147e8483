// Makes what follows from the design tokens: the style sheet that resolves them, and the table of docs/theming.md.
// `node scripts/tokens.mjs` writes both; `--check` only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src/theme/portal.tokens.json');
const sheetPath = join(root, 'src/theme/tokens.generated.ts');
const docsPath = join(root, 'docs/theming.md');
const marks = ['<!-- tokens: made by scripts/tokens.mjs -->', '<!-- /tokens -->'];

/**
 * @typedef {{name: string, private?: string, light: string, dark?: string, derived?: string, shown?: string, description: string}} Token
 */

/** Every token of the file, in its order, by its public name. @returns {Token[]} */
export function readTokens(tree = JSON.parse(readFileSync(source, 'utf8')), path = []) {
  return Object.entries(tree).flatMap(([key, node]) => {
    if (key.startsWith('$')) return [];
    const here = [...path, key];
    if (!('$value' in node)) return readTokens(node, here);
    const more = node.$extensions?.portico ?? {};
    return {
      name: `--portal-${here.join('-')}`,
      light: node.$value,
      description: node.$description,
      ...more,
      // A token without a private name is read where it is used.
      private: more.private === false ? undefined : `--_${more.private ?? key}`,
    };
  });
}

const defaultOf = ({ light, dark }) => (dark ? `light-dark(${light}, ${dark})` : light);
const declare = (token, value) => `${token.private}: var(${token.name}, ${value});`;

/** The module with the sheet. @param {Token[]} tokens */
export async function renderSheet(tokens) {
  const resolved = tokens.filter((token) => token.private);
  const derived = tokens.filter((token) => token.derived);
  const code = `// Made by scripts/tokens.mjs from portal.tokens.json: change that.
import { css } from 'lit';

/** Resolves each public property, with its default, into the private one that the elements' styles use. */
export const tokenStyles = css\`
:host {
${resolved.map((token) => declare(token, defaultOf(token))).join('\n')}
}

@supports (color: color(from red xyz-d65 x y z)) {
:host {
${derived.map((token) => declare(token, token.derived)).join('\n')}
}
}
\`;
`;
  return format(code, { ...(await resolveConfig(sheetPath)), filepath: sheetPath });
}

/** The page of the guide with its table renewed. @param {Token[]} tokens */
export async function renderDocs(tokens, text = readFileSync(docsPath, 'utf8')) {
  const [before, rest] = text.split(marks[0]);
  const after = rest?.split(marks[1])[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/theming.md has no ${marks.join(' … ')}`);
  const code = (value) => (value ? `\`${value}\`` : '');
  const rows = tokens.map(
    (token) =>
      `| \`${token.name}\` | ${token.shown ?? code(token.light)} | ${token.shown ? '' : code(token.dark)} | ${token.description} |`,
  );
  const table = ['| property | default | dark | what it is for |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
  const page = `${before}${marks[0]}\n\n${table}\n\n${marks[1]}${after}`;
  return format(page, { ...(await resolveConfig(docsPath)), filepath: docsPath });
}

/** The files as they should be, by path. */
export async function renderAll() {
  const tokens = readTokens();
  return new Map([
    [sheetPath, await renderSheet(tokens)],
    [docsPath, await renderDocs(tokens)],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  for (const [path, text] of await renderAll()) {
    let before = '';
    try {
      before = readFileSync(path, 'utf8');
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    if (before === text) continue;
    if (check) {
      console.error(`${path} is out of date: run node scripts/tokens.mjs`);
      process.exitCode = 1;
    } else writeFileSync(path, text);
  }
}
