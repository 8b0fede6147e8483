import { DeskError } from '../desks/errors.ts';

/** Seconds a client should wait while the database is away. */
const retryAfter = 2;

/** Text of the driver's own failures, which carry no code. */
const driverFailures = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed',
  'server closed the connection',
  'Cannot use a pool after calling end',
];

const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

export function unavailable(cause: unknown, message = 'the database is away'): DeskError {
  return new DeskError('unavailable', message, { retryAfter, cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether a PostgreSQL connection is of no use after this failure. */
export function breaksConnection(error: unknown): boolean {
  const code = codeOf(error);
  if (systemCodes.has(code)) return true;
  // 08: connection; 57P: shut down or recovering; 25006: a primary that became a standby. See PostgreSQL, appendix A.
  if (/^08|^57P|^25006$/.test(code)) return true;
  return error instanceof Error && driverFailures.some((text) => error.message.includes(text));
}

/** Whether PostgreSQL is there but cannot do this now: too many connections, full disk, time-out. */
export function refusesNow(error: unknown): boolean {
  return /^53|^57014$|^55P03$|^58/.test(codeOf(error));
}

/** Whether the same transaction, run again, may well succeed: serialization failure or deadlock. */
export function worthRepeating(error: unknown): boolean {
  return /^40001$|^40P01$/.test(codeOf(error));
}

/** Failures of SQLite that pass by themselves, or by somebody making room on the disk. */
export function sqliteIsAway(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM)/.test(codeOf(error));
}
