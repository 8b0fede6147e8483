import type { Message } from '../../api/model.ts';
import { linkedMessageOf } from './addresses.ts';
import type { Conversation } from './conversation.ts';
import { isInView, keepInPlace } from './scrolling.ts';
import { threadKeys } from './threads.ts';
import type { TicketDetail } from './ticket-detail.ts';

/** Pages that are read in search of the message that the address points at. */
const linkedPages = 20;

/** Where its reader is in a conversation: what is in view, which threads stand open, and what came elsewhere. */
export class ReadingPlace {
  /** The newest message that came while its reader was elsewhere. */
  unseen: Message | undefined;

  readonly #host: TicketDetail;
  readonly #conversation: () => Conversation | undefined;
  readonly #open = new Set<string>();
  #linkedShown: string | undefined;
  #observer: IntersectionObserver | undefined;
  #observed: Element | null = null;
  /** The message that has focus while threads are arranged anew. */
  #focused: string | undefined;

  constructor(host: TicketDetail, conversation: () => Conversation | undefined) {
    this.#host = host;
    this.#conversation = conversation;
  }

  start(): void {
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) this.#see(undefined);
    });
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observed = null;
  }

  /** Another ticket, or another contact. */
  forget(): void {
    this.unseen = this.#linkedShown = undefined;
    this.#open.clear();
  }

  readonly isOpen = (thread: string): boolean => this.#open.has(thread);

  readonly unfold = (thread: string, open: boolean): void => {
    if (this.#open.has(thread) === open) return;
    if (open) this.#open.add(thread);
    else this.#open.delete(thread);
    this.#host.requestUpdate();
  };

  /** Messages have come: their threads open, and whoever reads elsewhere is told. What was read stays open. */
  take(messages: readonly Message[]): void {
    const newest = this.#conversation()?.messages.at(-1);
    this.#openThreads((shown) => shown === newest || messages.includes(shown));
    const message = messages.findLast(({ author }) => !author.isMe);
    if (!message || !this.#end) return;
    if (isInView(this.#end)) this.stayAtEnd();
    else this.unseen = message;
  }

  /** Lets messages come in above the reply box without moving it from under its writer's hands. */
  stayAtEnd(): void {
    if (this.#end && this.#host.order === 'oldest')
      void keepInPlace(this.#host, this.#end, () => this.#rendered());
  }

  willRender(): void {
    this.#focused = this.#host.shadowRoot?.activeElement?.closest<HTMLElement>('.message')?.dataset['key'];
  }

  rendered(): void {
    const end = this.#end;
    if (end !== this.#observed) {
      if (this.#observed) this.#observer?.unobserve(this.#observed);
      if (end) this.#observer?.observe(end);
      this.#observed = end;
    }
    // A thread that is not the newest any longer is made anew.
    if (this.#focused !== undefined && !this.#host.shadowRoot?.activeElement)
      this.#find('key', this.#focused)?.focus({ preventScroll: true });
  }

  /** Brings the message that the address points at into view, once; its thread opens. */
  async showLinked(): Promise<void> {
    const conversation = this.#conversation();
    const id = linkedMessageOf(this.#host);
    if (!conversation?.ticket || id === this.#linkedShown) return;
    this.#linkedShown = id;
    await this.#host.updateComplete;
    const isLinked = (message: Message) => message.id === id;
    const missing = () => id !== undefined && !conversation.messages.some(isLinked);
    for (let page = 0; page < linkedPages && missing() && conversation.hasOlder; page++)
      await conversation.readOlder();
    this.#openThreads(isLinked);
    await this.#rendered();
    this.#find('id', id)?.scrollIntoView({ block: 'center' });
  }

  readonly showUnseen = (): void => {
    const article = this.#find('id', this.unseen?.id);
    this.#see(undefined);
    article?.scrollIntoView({ block: 'nearest' });
    article?.focus({ preventScroll: true });
  };

  /** Reads older messages, in whichever thread they are, and leaves what is being read where it is. */
  readonly readOlder = async (event: Event): Promise<void> => {
    const conversation = this.#conversation();
    const articles = this.#articles.filter((article) => !article.closest('details:not([open])'));
    const oldest = this.#host.order === 'oldest' ? articles[0] : articles.at(-1);
    const button = event.currentTarget as HTMLElement;
    const read = async () => {
      const known = new Set(conversation?.messages);
      await conversation?.readOlder();
      this.#openThreads((message) => !known.has(message));
      await this.#rendered();
    };
    if (!oldest) return read();
    await keepInPlace(this.#host, oldest, read);
    // With the last page the button goes: what was being read takes its focus.
    if (!button.isConnected) oldest.focus({ preventScroll: true });
  };

  #openThreads(of: (message: Message) => boolean): void {
    const messages = this.#conversation()?.messages ?? [];
    const keys = threadKeys(messages);
    for (const [index, message] of messages.entries()) if (of(message)) this.#open.add(keys[index] ?? '');
  }

  /** Stands behind the last message. */
  get #end(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.end');
  }

  get #articles(): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.message')];
  }

  #find(name: 'id' | 'key', value: string | undefined): HTMLElement | undefined {
    return this.#articles.find(({ dataset }) => value !== undefined && dataset[name] === value);
  }

  #see(unseen: Message | undefined): void {
    this.unseen = unseen;
    this.#host.requestUpdate();
  }

  async #rendered(): Promise<void> {
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const bodies = this.#host.renderRoot.querySelectorAll('portal-message-body');
    await Promise.all([...bodies].map((body) => body.updateComplete));
  }
}
