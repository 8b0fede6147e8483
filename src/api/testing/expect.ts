import { PortalError, type ErrorCode } from '../errors.ts';

/** What a failed case rejects with: words for the author of the adapter. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Ends a case that the backend at hand cannot run; the runner reports it as skipped. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** Fails with these words unless the condition holds. */
export function expect(condition: unknown, words: string): asserts condition {
  if (!condition) throw new ContractError(words);
}

/** A value in an error message. */
export function show(value: unknown): string {
  if (value instanceof Error)
    return `${value.name}${'code' in value ? ` (${String(value.code)})` : ''}: ${value.message}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Fails unless both are equal as JSON, whatever the order of their keys. */
export function expectEqual(actual: unknown, wanted: unknown, words: string): void {
  expect(stable(actual) === stable(wanted), `${words}\n  wanted: ${show(wanted)}\n  got:    ${show(actual)}`);
}

/** The failure of a call that must fail with one of the codes. A success, another code and another kind of error all fail. */
export async function expectError(
  call: () => Promise<unknown>,
  codes: ErrorCode | readonly ErrorCode[],
  words: string,
): Promise<PortalError> {
  const wanted = ([] as readonly ErrorCode[]).concat(codes);
  const outcome = await settle(call);
  const name = wanted.map((code) => `“${code}”`).join(' or ');
  expect(
    !('value' in outcome),
    `${words} It must reject with ${name}, but it answered ${show('value' in outcome && outcome.value)}.`,
  );
  const { error } = outcome;
  expect(
    PortalError.is(error),
    `${words} It must reject with a PortalError ${name}, but it rejected with ${show(error)}. Pages choose their words by the code: other errors leave them speechless.`,
  );
  expect(
    wanted.includes(error.code),
    `${words} It must reject with ${name}, but it rejected with “${error.code}” (${error.message}).`,
  );
  return error;
}

export async function settle<T>(call: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  let pending: Promise<T>;
  try {
    pending = call();
  } catch (error) {
    throw new ContractError(
      `A call threw at once instead of rejecting: ${show(error)}. Pages only catch rejections.`,
    );
  }
  try {
    return { value: await pending };
  } catch (error) {
    if (error instanceof Skipped) throw error;
    return { error };
  }
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
