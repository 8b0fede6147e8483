import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DeskError } from '../desks/errors.ts';

/** Bytes kept of the beginning of each file: what sniffing its type needs. */
const headBytes = 4100;

const keyPattern = /^[0-9a-f]{2}\/[0-9a-f]{48}$/;

export interface WrittenFile {
  /** Generated; opaque to everybody else. */
  key: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** The first bytes, 4,100 at most. */
  head: Uint8Array;
}

/** Where contents of attachments live. */
export interface Files {
  /**
   * Stores a stream as a whole or not at all: it is durable once this resolves. Rejects with `too-large` as soon as
   * `maxBytes` is crossed, and with the signal's reason when aborted; nothing is left behind then.
   */
  write(
    stream: ReadableStream<Uint8Array>,
    options: { maxBytes: number; signal?: AbortSignal },
  ): Promise<WrittenFile>;
  /** Rejects with `not-found` for a key that holds nothing. */
  open(key: string): Promise<ReadableStream<Uint8Array>>;
  remove(key: string): Promise<void>;
}

/** Files in a folder, under generated names that tell nothing of what was uploaded. */
export function createDiskFiles(dir: string): Files {
  const temporary = join(dir, 'incoming');

  function pathOf(key: string): string {
    if (!keyPattern.test(key)) throw new DeskError('not-found', 'malformed storage key');
    return join(dir, key);
  }

  return {
    async write(stream, { maxBytes, signal }) {
      const name = randomBytes(24).toString('hex');
      const shelf = name.slice(0, 2);
      await mkdir(temporary, { recursive: true });
      await mkdir(join(dir, shelf), { recursive: true });
      const temporaryPath = join(temporary, name);
      const handle = await open(temporaryPath, 'wx', 0o600);
      const reader = stream.getReader();
      const hash = createHash('sha256');
      const head: Uint8Array[] = [];
      let bytes = 0;
      // A reader that waits for its peer does not see an abort by itself.
      const cancel = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        for (;;) {
          signal?.throwIfAborted();
          const { done, value } = await reader.read();
          signal?.throwIfAborted();
          if (done) break;
          if (bytes + value.byteLength > maxBytes) {
            throw new DeskError('too-large', `a file exceeds ${maxBytes} bytes`);
          }
          if (bytes < headBytes) head.push(value.slice(0, headBytes - bytes));
          bytes += value.byteLength;
          hash.update(value);
          await handle.writeFile(value);
        }
        await handle.sync();
        await handle.close();
        await rename(temporaryPath, join(dir, shelf, name));
        await syncFolder(join(dir, shelf));
      } catch (error) {
        cancel();
        await handle.close().catch(() => undefined);
        await rm(temporaryPath, { force: true });
        throw asDeskError(error);
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
      return {
        key: `${shelf}/${name}`,
        bytes,
        sha256: hash.digest('hex'),
        head: new Uint8Array(Buffer.concat(head)),
      };
    },

    async open(key) {
      const path = pathOf(key);
      try {
        await stat(path);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw new DeskError('not-found', 'no such file', { cause: error });
        throw asDeskError(error);
      }
      return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
    },

    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}

/** A rename is durable only once its folder is; file systems that cannot sync folders are taken at their word. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function asDeskError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO' || code === 'EROFS' || code === 'EMFILE') {
    return new DeskError('unavailable', 'the file store takes nothing now', { retryAfter: 30, cause: error });
  }
  return error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
