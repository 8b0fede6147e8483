import { ContextEvent, createContext } from '@lit/context';
import type { Portal } from './portal.ts';

/** A string key with a version: two copies of the library on one page agree as long as `Portal` keeps its shape. */
export const portalContext = createContext<Portal>('portico.portal/1');

type Asked = ContextEvent<typeof portalContext>;

/**
 * Elements may upgrade before whoever provides their portal: their requests are kept until it comes. As `ContextRoot`
 * does, for this context alone; an element that is gone meanwhile is kept by nothing here.
 */
function keepRequests(root: HTMLElement): void {
  let kept: [WeakRef<Element>, WeakRef<Asked['callback']>][] = [];
  root.addEventListener('context-request', (event) => {
    const { context, contextTarget, callback, subscribe } = event as Asked;
    if (context !== portalContext || !subscribe) return;
    kept = kept.filter(([, other]) => other.deref() && other.deref() !== callback);
    kept.push([new WeakRef(contextTarget), new WeakRef(callback)]);
  });
  root.addEventListener('context-provider', ({ context }) => {
    if (context !== portalContext) return;
    const asked = kept;
    // Those that still find none ask to be kept again.
    kept = [];
    for (const [element, callback] of asked) {
      const [target, answer] = [element.deref(), callback.deref()];
      if (target && answer) target.dispatchEvent(new ContextEvent(portalContext, target, answer, true));
    }
  });
}

if (typeof document !== 'undefined') keepRequests(document.documentElement);
