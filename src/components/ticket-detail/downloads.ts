import { isAbort, PortalError } from '../../api/errors.ts';
import type { Attachment } from '../../api/model.ts';
import type { Portal } from '../../portal/portal.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { faultWords } from '../base/words.ts';

/** Long after any browser has begun to read what it is to save. */
const keptMs = 60_000;

/** What downloads need of the element around them. */
export interface DownloadsHost {
  portal(): Portal | undefined;
  locale: LocaleController;
  announce(text: string): void;
  requestUpdate(): void;
}

/**
 * Files that a link cannot fetch, since it would go without the session: read by the adapter, and handed to the browser
 * to save.
 */
export class Downloads {
  readonly #host: DownloadsHost;
  readonly #running = new Map<string, AbortController>();
  readonly #failed = new Map<string, PortalError>();

  constructor(host: DownloadsHost) {
    this.#host = host;
  }

  /** Whether files come this way. */
  get needed(): boolean {
    return this.#host.portal()?.adapter.attachments?.fetch !== undefined;
  }

  isRunning({ id }: Attachment): boolean {
    return this.#running.has(id);
  }

  failure({ id }: Attachment): PortalError | undefined {
    return this.#failed.get(id);
  }

  /** Fetches and saves a file; a second call while it comes does nothing. */
  async save(attachment: Attachment): Promise<void> {
    const { id, name } = attachment;
    const portal = this.#host.portal();
    if (!portal || !this.needed || this.#running.has(id)) return;
    const running = new AbortController();
    this.#running.set(id, running);
    this.#failed.delete(id);
    const { locale } = this.#host;
    this.#host.announce(locale.messages.downloading);
    this.#host.requestUpdate();
    try {
      const { attachments } = portal.adapter;
      const { signal } = running;
      const file = await portal.guard(async () => attachments?.fetch?.(attachment, { signal }));
      if (file && !signal.aborted) hand(file, name);
    } catch (error) {
      if (running.signal.aborted || isAbort(error)) return;
      const failure = PortalError.from(error);
      this.#failed.set(id, failure);
      this.#host.announce(`${name}: ${faultWords(locale.messages, failure)}`);
    } finally {
      if (this.#running.get(id) === running) this.#running.delete(id);
      this.#host.requestUpdate();
    }
  }

  /** Another ticket, another contact, or the element is gone: what is under way is for nobody. */
  stop(): void {
    for (const running of this.#running.values()) running.abort();
    this.#running.clear();
    this.#failed.clear();
  }
}

/** Has the browser save a file under its name. */
function hand(file: Blob, name: string): void {
  // Under a type of its own a browser that shows rather than saves would run a hostile file as a page of this site.
  const url = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}
