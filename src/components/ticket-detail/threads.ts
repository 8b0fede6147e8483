import type { Shown } from './message-view.ts';

/** The messages of one thread, oldest first. */
export interface Thread {
  /** Empty where the backend knows of no threads. */
  key: string;
  messages: Shown[];
}

/**
 * The thread that each message stands in. One that belongs to none, such as what is told of a call, or waits to be sent,
 * stands in that of the message before it, or in the first that comes.
 */
export function threadKeys(messages: readonly { thread?: string | undefined }[]): string[] {
  let key = messages.find(({ thread }) => thread !== undefined)?.thread ?? '';
  return messages.map(({ thread }) => (key = thread ?? key));
}

/** A conversation by its threads; the one in which something was written last comes last. */
export function threadsOf(messages: readonly Shown[]): Thread[] {
  const threads = new Map<string, Thread>();
  const keys = threadKeys(messages);
  for (const [index, message] of messages.entries()) {
    const key = keys[index] ?? '';
    const thread = threads.get(key) ?? { key, messages: [] };
    thread.messages.push(message);
    // Put in anew, it stands behind the others.
    threads.delete(key);
    threads.set(key, thread);
  }
  return [...threads.values()];
}
