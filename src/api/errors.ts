/** Every way a portal call can fail. Stable: pages choose their words by it, programs branch on it. */
export type ErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'invalid'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media'
  | 'rate-limited'
  | 'offline'
  | 'unavailable'
  | 'not-supported';

export const errorCodes: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'not-found',
  'invalid',
  'conflict',
  'too-large',
  'unsupported-media',
  'rate-limited',
  'offline',
  'unavailable',
  'not-supported',
];

/** What is wrong with one field. `limit` is the bound that was crossed, where there is one. */
export interface FieldError {
  field: string;
  code:
    | 'required'
    | 'too-long'
    | 'too-short'
    | 'invalid'
    | 'not-an-option'
    | 'common'
    | 'too-many'
    | 'too-large'
    | 'unknown';
  limit?: number;
  /** Why, in English, for those who configure a backend; customers are shown words for the code. */
  reason?: string;
}

export interface PortalErrorOptions {
  /** Present with `invalid`. */
  fields?: FieldError[];
  /** Seconds to wait, with `rate-limited` and `unavailable`. */
  retryAfter?: number;
  cause?: unknown;
}

/**
 * A failure with a stable `code`. `message` is for developers and logs; people are shown localized words for the code.
 */
export class PortalError extends Error {
  override readonly name = 'PortalError';
  readonly code: ErrorCode;
  readonly fields?: FieldError[];
  readonly retryAfter?: number;

  constructor(code: ErrorCode, message: string = code, options: PortalErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.fields) this.fields = options.fields;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }

  /** Whether a value is a PortalError, of this copy of the library or another. */
  static is(value: unknown): value is PortalError {
    return (
      value instanceof Error &&
      value.name === 'PortalError' &&
      errorCodes.includes((value as PortalError).code)
    );
  }

  /** A PortalError for anything thrown; aborts pass through untouched. */
  static from(value: unknown): PortalError {
    return PortalError.is(value) ? value : new PortalError('unavailable', String(value), { cause: value });
  }
}

/** Whether a value is what an aborted call rejects with. */
export function isAbort(value: unknown): boolean {
  return value instanceof Error && value.name === 'AbortError';
}
