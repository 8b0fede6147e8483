import type { Portal } from '../../portal/portal.ts';
import type { PortalSession } from './portal-session.ts';

const attending = new WeakMap<Portal, PortalSession>();

/** Puts what warns, and asks to sign in again, among the children of the outermost of a portal's elements, once. */
export function attend(portal: Portal): void {
  const before = attending.get(portal);
  if (before?.isConnected || !(portal.paused.value || portal.warning.value)) return;
  const host = outermost([...portal.workers].filter((worker) => worker instanceof HTMLElement));
  if (!host) return;
  const element = document.createElement('portal-session');
  element.slot = 'session';
  element.portal = portal;
  attending.set(portal, element);
  host.append(element);
}

/** The one in the fewest shadow trees: best in none, so that the sign-in's fields are in the document. */
function outermost(elements: readonly HTMLElement[]): HTMLElement | undefined {
  const depth = (element: HTMLElement): number => {
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? 1 + depth(root.host as HTMLElement) : 0;
  };
  return elements.filter(({ isConnected }) => isConnected).toSorted((a, b) => depth(a) - depth(b))[0];
}
