import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** A fault: exports of one module, replaced. */
export interface Fault {
  /** Below `server/src`. */
  module: string;
  /** What replaces exports of the module, made from the module as it is. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each fault knows the module that it is put into
  replace: (original: any) => Record<string, unknown>;
}

const sources = pathToFileURL(join(import.meta.dirname, '../../src/')).href;
/** By the name of the copy they are in. */
const active = new Map<string, readonly Fault[]>();
/** Where the modules that replace others find their faults. */
const shelf = Symbol.for('portico-test-faults');

/**
 * Loads a module of the test with its own copy of the gateway below it, which has faults. Nothing of the gateway knows
 * of them, and nothing else in the process is touched: the copy has addresses of its own.
 */
export async function loadWith(name: string, faults: readonly Fault[], module: string): Promise<unknown> {
  active.set(name, faults);
  return import(`${module}?fault=${name}`);
}

/** What replaces the exports of one module, each fault made on top of the one before. */
function replacements(name: string, module: string, original: object): Record<string, unknown> {
  return (active.get(name) ?? [])
    .filter((fault) => fault.module === module)
    .reduce<Record<string, unknown>>(
      (replaced, { replace }) => ({ ...replaced, ...replace({ ...original, ...replaced }) }),
      {},
    );
}
Object.assign(globalThis, { [shelf]: replacements });

const faultOf = (url: string | undefined): string | undefined => /[?&]fault=([^&]+)/.exec(url ?? '')?.[1];

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const name = faultOf(context.parentURL);
    if (name === undefined || faultOf(found.url) !== undefined || !found.url.endsWith('.ts')) return found;
    // A module that replaces another stands on that one as it is.
    const isFaulty = active.get(name)?.some(({ module }) => found.url === `${sources}${module}`);
    const part = !isFaulty ? '' : context.parentURL?.endsWith('&double') ? '&original' : '&double';
    return { ...found, url: `${found.url}?fault=${name}${part}` };
  },
  load(url, context, next) {
    if (!url.endsWith('&double')) return next(url, context);
    const name = faultOf(url)!;
    const [original = ''] = url.split('?');
    const module = original.slice(sources.length);
    const source = `
      import * as original from ${JSON.stringify(original)};
      export * from ${JSON.stringify(original)};
      const fault = globalThis[Symbol.for('portico-test-faults')](
        ${JSON.stringify(name)}, ${JSON.stringify(module)}, original);
      ${Object.keys(replacements(name, module, {}))
        .map((key) => `export const ${key} = fault.${key};`)
        .join('\n')}`;
    return { format: 'module', source, shortCircuit: true };
  },
});
