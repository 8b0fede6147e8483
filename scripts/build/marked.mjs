// Leaves out of marked what this project does not use and a bundler cannot see to be unused.

const entry = '/marked/lib/marked.esm.js';

/** What src/content imports; every other export goes, and with it what only that one needs. */
const used = / as (?:Lexer|Parser|Renderer)$/;

/** The default instance, made when the module is loaded, and the functions around it: a side effect to every bundler. */
const defaultInstance = /;var \w+=new \w+;function [\s\S]*export\{([^}]*)\}/;

/**
 * marked without its default instance.
 * @param {string} code of marked's own bundle
 * @returns {string}
 * @throws {Error} when marked is built in another way than this knows
 */
export function leanMarkedIn(code) {
  const lean = code.replace(defaultInstance, (_, exported) => {
    const names = exported.split(',').filter((name) => used.test(name));
    return `;export{${names.join(',')}}`;
  });
  if (lean === code) throw new Error('marked is built in another way: see scripts/build/marked.mjs');
  return lean;
}

/** The same as a Vite plugin. */
export function leanMarked() {
  return {
    name: 'portico-lean-marked',
    transform: (code, id) =>
      id.replaceAll('\\', '/').endsWith(entry) ? { code: leanMarkedIn(code), map: null } : undefined,
  };
}
