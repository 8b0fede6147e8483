import { pino } from 'pino';
import type { Logger, LoggerOptions } from 'pino';
import type { GatewayConfig } from './config.ts';

/** One JSON line an entry. Callers name what they log field by field; bodies, cookies and addresses have no field. */
export type Log = Logger;

const options = (level: GatewayConfig['logLevel']): LoggerOptions => ({
  level,
  base: undefined,
  timestamp: () => `,"at":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: describeError },
});

export function createLog(level: GatewayConfig['logLevel'], write?: (line: string) => void): Log {
  return write ? pino(options(level), { write }) : pino(options(level));
}

/**
 * What of an error may stand in a log: its kind, code and place, with its causes. Messages of database drivers and
 * desks can quote rows and addresses; those of our own errors are written to be logged.
 */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code: unknown = 'code' in error ? error.code : undefined;
  const own = error.name === 'DeskError' || error.name === 'ConfigError';
  return {
    kind: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(own ? { message: error.message } : {}),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 6)
      .map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
