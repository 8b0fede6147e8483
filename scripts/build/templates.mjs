// Takes the indentation out of templates and style sheets, which a minifier leaves alone because they are text.
import { parseAst } from 'vite';

/** White space means something in these. */
const preformatted = /<(?:pre|textarea)\b/;

/** Line breaks stay, so that source maps stay true line by line; they weigh as much as the spaces they would become. */
const withoutIndentation = (text) => text.replace(/[ \t]*\n[ \t]*/g, '\n');

function shrinkSheet(text) {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''));
  return withoutIndentation(withoutComments);
}

function shrinkMarkup(text) {
  return preformatted.test(text) ? text : withoutIndentation(text);
}

/** Calls `visit` for every node of a syntax tree. */
function walk(node, visit) {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, visit);
  } else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') visit(node);
    for (const child of Object.values(node)) walk(child, visit);
  }
}

/**
 * Shrinks the `html` and `css` templates of a module.
 * @param {string} code JavaScript
 * @returns {string} as many lines of it
 */
export function shrinkTemplatesIn(code) {
  const edits = [];
  walk(parseAst(code), ({ type, tag, quasi }) => {
    if (type !== 'TaggedTemplateExpression' || !['html', 'css'].includes(tag.name)) return;
    const shrink = tag.name === 'css' ? shrinkSheet : shrinkMarkup;
    for (const { start, end } of quasi.quasis)
      edits.push({ start, end, text: shrink(code.slice(start, end)) });
  });
  // From the end, so that positions before an edit stay right.
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((shrunk, { start, end, text }) => shrunk.slice(0, start) + text + shrunk.slice(end), code);
}

/** The same as a Vite plugin, after TypeScript has become JavaScript. */
export function shrinkTemplates() {
  return {
    name: 'portico-shrink-templates',
    enforce: 'post',
    transform: {
      filter: { id: /\/src\/.+\.ts$/ },
      handler: (code) => ({ code: shrinkTemplatesIn(code), map: null }),
    },
  };
}
