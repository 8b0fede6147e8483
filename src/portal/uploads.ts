import type { PortalAdapter } from '../api/adapter.ts';
import { isAbort, PortalError } from '../api/errors.ts';
import type { Attachment, AttachmentLimits } from '../api/model.ts';
import { Store } from './store.ts';

type Guard = <T>(call: () => Promise<T>) => Promise<T>;

export interface Upload {
  /** Of this page only. */
  id: number;
  name: string;
  bytes: number;
  status: 'uploading' | 'done' | 'failed';
  /** Share sent, 0 to 1. */
  progress: number;
  /** Set when done. */
  attachment?: Attachment;
  error?: PortalError;
}

/**
 * The files of one composer: each uploads as soon as it is added, can be cancelled, retried and taken out again.
 * Limits are checked before a byte is sent; the backend checks them again.
 */
export class Uploads {
  readonly items = new Store<readonly Upload[]>([]);
  readonly #adapter: PortalAdapter;
  readonly #limits: () => AttachmentLimits | undefined;
  readonly #guard: Guard;
  readonly #files = new Map<number, { file: File; abort: AbortController }>();
  #next = 1;

  /** `guard` makes the calls, so that one that finds the session gone can wait for it. */
  constructor(
    adapter: PortalAdapter,
    limits: () => AttachmentLimits | undefined,
    guard: Guard = (call) => call(),
  ) {
    this.#adapter = adapter;
    this.#limits = limits;
    this.#guard = guard;
  }

  /** Whether something is on its way. */
  get busy(): boolean {
    return this.items.value.some(({ status }) => status === 'uploading');
  }

  /** Uploads that are done and wait to be sent. */
  get attachments(): Attachment[] {
    return this.items.value.flatMap(({ attachment }) => attachment ?? []);
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const id = this.#next++;
      const error = this.#refusal(file);
      const item: Upload = {
        id,
        name: file.name,
        bytes: file.size,
        progress: 0,
        status: error ? 'failed' : 'uploading',
        ...(error && { error }),
      };
      this.items.set([...this.items.value, item]);
      if (!error) void this.#send(id, file);
    }
  }

  /** Shows uploads of an earlier visit, from a draft, before those of this one. */
  restore(attachments: readonly Attachment[]): void {
    const restored = attachments.map((attachment) => ({
      id: this.#next++,
      name: attachment.name,
      bytes: attachment.bytes ?? 0,
      status: 'done' as const,
      progress: 1,
      attachment,
    }));
    this.items.set([...restored, ...this.items.value]);
  }

  /** Tries a failed upload again. */
  retry(id: number): void {
    const file = this.#files.get(id)?.file;
    if (!file) return;
    this.#change(id, { status: 'uploading', progress: 0, error: undefined });
    void this.#send(id, file);
  }

  /** Cancels or takes out a file. */
  remove(id: number): void {
    const item = this.items.value.find((other) => other.id === id);
    this.#files.get(id)?.abort.abort();
    this.#files.delete(id);
    this.items.set(this.items.value.filter((other) => other.id !== id));
    if (item?.attachment) void this.#discard(item.attachment.id);
  }

  /** Forgets every file, as after sending. What is under way is cancelled. */
  clear(): void {
    for (const { abort } of this.#files.values()) abort.abort();
    this.#files.clear();
    this.items.set([]);
  }

  async #discard(id: string): Promise<void> {
    try {
      await this.#adapter.attachments?.discard(id);
    } catch {
      // What is not taken back goes by itself.
    }
  }

  #refusal(file: File): PortalError | undefined {
    const limits = this.#limits();
    if (!limits || !this.#adapter.attachments) return new PortalError('not-supported');
    if (file.size > limits.maxBytes)
      return new PortalError('too-large', undefined, {
        fields: [{ field: 'file', code: 'too-large', limit: limits.maxBytes }],
      });
    if (limits.accept && !limits.accept.some((kind) => isOfKind(file, kind.toLowerCase())))
      return new PortalError('unsupported-media');
    const count = this.items.value.filter(({ status }) => status !== 'failed').length;
    if (count >= limits.maxCount)
      return new PortalError('invalid', undefined, {
        fields: [{ field: 'file', code: 'too-many', limit: limits.maxCount }],
      });
    return undefined;
  }

  async #send(id: number, file: File): Promise<void> {
    const abort = new AbortController();
    this.#files.set(id, { file, abort });
    try {
      const attachment = await this.#guard(async () =>
        this.#adapter.attachments?.upload(file, {
          signal: abort.signal,
          onProgress: (sent, total) => this.#change(id, { progress: total ? sent / total : 0 }),
        }),
      );
      if (attachment) this.#change(id, { status: 'done', progress: 1, attachment });
    } catch (thrown) {
      if (!isAbort(thrown)) this.#change(id, { status: 'failed', error: PortalError.from(thrown) });
    }
  }

  #change(id: number, change: Partial<Upload>): void {
    this.items.set(this.items.value.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }
}

/** As the `accept` attribute of `<input>` says it: `.png`, `image/*` or `image/png`. */
function isOfKind({ name, type }: File, kind: string): boolean {
  if (kind.startsWith('.')) return name.toLowerCase().endsWith(kind);
  return kind.endsWith('/*') ? type.startsWith(kind.slice(0, -1)) : type === kind;
}
