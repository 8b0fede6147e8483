import type { ErrorCode, FieldError } from '../../../src/api/index.ts';

/** What is wrong with one field. Beside the codes that customers' pages have words for, two that only staff meet. */
export type FieldFault = Omit<FieldError, 'code'> & { code: FieldError['code'] | 'in-use' | 'taken' };

/**
 * A failure the gateway answers with problem details. `message` is ours, safe to log; text of a desk's own product
 * belongs into `cause`, which goes to the log and never to a page.
 */
export class DeskError extends Error {
  override readonly name = 'DeskError';
  readonly code: ErrorCode;
  readonly fields?: FieldFault[];
  /** Seconds. */
  readonly retryAfter?: number;

  constructor(
    code: ErrorCode,
    message: string = code,
    options: { fields?: FieldFault[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.fields) this.fields = options.fields;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }
}
