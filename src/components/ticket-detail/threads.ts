import type { Shown } from './message-view.ts';

/** The messages of one thread, oldest first. */
export interface Thread {
  /** Empty for messages that belong to none. */
  key: string;
  messages: Shown[];
}

/** The thread that a message belongs to. */
export const threadKey = ({ thread }: { thread?: string | undefined }): string => thread ?? '';

/** A conversation by its threads; the one in which something was written last comes last, and what waits is in it. */
export function threadsOf(messages: readonly Shown[]): Thread[] {
  const threads = new Map<string, Thread>();
  let newest: Thread | undefined;
  for (const message of messages) {
    const key: string = message.pending && newest ? newest.key : threadKey(message);
    newest = threads.get(key) ?? { key, messages: [] };
    newest.messages.push(message);
    // Put in anew, it stands behind the others.
    threads.delete(key);
    threads.set(key, newest);
  }
  return [...threads.values()];
}
