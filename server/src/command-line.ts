import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';

/** What the command line asks for. */
export interface CommandLine {
  demo: boolean;
  /** A portal to set up from nothing. */
  empty: boolean;
  help: boolean;
  /** A link for somebody who works here, in place of a gateway that runs. */
  staffLink?: { email: string; role: 'agent' | 'owner'; name?: string };
}

export const usage = `Usage: main.js [options]

Runs the gateway. What it is told by the environment: README.md.

  --demo                    with the demo's people and tickets
  --empty                   with nothing: off, and an owner who sets it up; data in .data/empty
  --staff-link <address>    prints a link, good once and for a day, with which this person sets a
                            password and is signed in as an owner or agent; then ends. Makes the
                            account if there is none.
  --role owner|agent        of that person; owner unless given
  --name <name>             of that person, where the account is new
  --help                    this text

With SQLite, stop the gateway while you make a link: a data folder belongs to one process.
`;

/** Throws a `ConfigError` that says what it cannot make sense of. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { demo, empty, help, role, name, 'staff-link': email } = parse(args);
  const line: CommandLine = { demo: demo ?? false, empty: empty ?? false, help: help ?? false };
  if (email === undefined) {
    if (role !== undefined || name !== undefined) {
      throw new ConfigError('--role and --name go with --staff-link');
    }
    return line;
  }
  if (role !== undefined && role !== 'owner' && role !== 'agent') {
    throw new ConfigError('--role: owner or agent');
  }
  line.staffLink = { email, role: role ?? 'owner', ...(name === undefined ? {} : { name }) };
  return line;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        demo: { type: 'boolean' },
        empty: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        'staff-link': { type: 'string' },
        role: { type: 'string' },
        name: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'the command line makes no sense');
  }
}
