import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config.ts';
import { missingFor, missingForForms } from './completeness.ts';
import { unversioned } from './migrations.ts';
import { settingsProblems } from './problems.ts';
import type { GatewaySettings } from './settings.ts';
import { gatewaySettingsSchema } from './settings.ts';

/**
 * Reads the owner's settings from a JSON file, for those who keep them in version control. What the file leaves out is
 * as in `base`: objects are completed key by key, lists stand as they are given. Throws a `ConfigError` with one line
 * a problem, each with the path of what is wrong and the reason.
 */
export async function readSettings(path: string, base: GatewaySettings): Promise<GatewaySettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`PORTICO_SETTINGS: ${path} cannot be read (${codeOf(cause)})`, { cause });
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(
      `PORTICO_SETTINGS: ${path} is not JSON (${cause instanceof Error ? cause.message : ''})`,
      {
        cause,
      },
    );
  }
  return settingsFrom(document, base);
}

/** Settings from a document that may be incomplete; see `readSettings`. */
export function settingsFrom(given: unknown, base: GatewaySettings): GatewaySettings {
  let document: unknown;
  try {
    document = unversioned(given);
  } catch (cause) {
    throw new ConfigError(`settings: ${cause instanceof Error ? cause.message : 'of no known shape'}`, {
      cause,
    });
  }
  if (!isRecord(document)) throw new ConfigError('settings: must be an object');
  const parsed = gatewaySettingsSchema.safeParse(complete(document, base));
  if (parsed.success) {
    // No way in for anybody, staff included: an oversight that would show only at the first sign-in.
    if (missingFor(parsed.data, true).some(({ what }) => what === 'sign-in'))
      throw new ConfigError('settings: portal.signIn.methods: name one, or a provider');
    const [lacking] = missingForForms(parsed.data);
    if (lacking) throw new ConfigError(`settings: ${lacking.path}: is needed to connect the form`);
    return parsed.data;
  }
  throw new ConfigError(
    settingsProblems(parsed.error)
      .map(({ path, reason }) => `settings: ${path || '(all)'}: ${reason}`)
      .join('\n'),
  );
}

function complete(given: Record<string, unknown>, base: object): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(given)) {
    // Defined, not assigned: `__proto__` is a key like any other, and refused by the schema as unknown.
    const before: unknown = Object.hasOwn(base, key) ? merged[key] : undefined;
    const next = isRecord(value) && isRecord(before) ? complete(value, before) : value;
    Object.defineProperty(merged, key, { value: next, enumerable: true, writable: true, configurable: true });
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
