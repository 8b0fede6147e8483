import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** A gateway with one fault in it: exports of one module, replaced. */
export interface Sabotage {
  name: string;
  /** Below `server/src`. */
  module: string;
  /** What replaces exports of the module, made from the module as it is. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each fault knows the module that it is put into
  replace: (original: any) => Record<string, unknown>;
}

const sources = pathToFileURL(join(import.meta.dirname, '../../src/')).href;
const active = new Map<string, Sabotage>();
/** Where the modules that replace others find their faults. */
const shelf = Symbol.for('portico-test-faults');
Object.assign(globalThis, { [shelf]: active });

/**
 * Loads a module of the test with its own copy of the gateway below it, in which one module has a fault. Nothing of the
 * gateway knows of it, and nothing else in the process is touched: the copy has addresses of its own.
 */
export async function loadWith(fault: Sabotage, module: string): Promise<unknown> {
  active.set(fault.name, fault);
  return import(`${module}?fault=${encodeURIComponent(fault.name)}`);
}

const faultOf = (url: string | undefined): string | undefined => /[?&]fault=([^&]+)/.exec(url ?? '')?.[1];

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const fault = faultOf(context.parentURL);
    if (fault === undefined || faultOf(found.url) !== undefined || !found.url.endsWith('.ts')) return found;
    // The faulty module itself stands on the original one.
    const original = context.parentURL?.includes('&double') ? '&original' : '';
    const { module = '' } = active.get(decodeURIComponent(fault)) ?? {};
    const isFaulty = original === '' && found.url === `${sources}${module}`;
    return { ...found, url: `${found.url}?fault=${fault}${isFaulty ? '&double' : original}` };
  },
  load(url, context, next) {
    if (!url.includes('&double')) return next(url, context);
    const name = decodeURIComponent(faultOf(url)!);
    const { module, replace } = active.get(name)!;
    const replaced = Object.keys(replace({}));
    const source = `
      import * as original from ${JSON.stringify(sources + module)};
      export * from ${JSON.stringify(sources + module)};
      const fault = globalThis[Symbol.for('portico-test-faults')].get(${JSON.stringify(name)}).replace(original);
      ${replaced.map((key) => `export const ${key} = fault.${key};`).join('\n')}`;
    return { format: 'module', source, shortCircuit: true };
  },
});
