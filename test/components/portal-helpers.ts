import { fixtureSync, html } from '@open-wc/testing';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import {
  memoryBackend,
  type MemoryBackend,
  type MemoryBackendOptions,
  type MemoryConnectionOptions,
} from '../../src/api/memory/index.ts';
import type { PortalSettings } from '../../src/api/model.ts';
import { Portal, type PortalOptions } from '../../src/portal/portal.ts';
import { ContextProvider } from '@lit/context';
import { portalContext } from '../../src/portal/context.ts';
import { waitUntil } from './wait-until.ts';

export const alice = 'alice@acme.example';
export const password = 'lantern-harbor-42';

export function backendWith(
  settings: Partial<PortalSettings> = {},
  rules: Pick<MemoryBackendOptions, 'admits' | 'providers' | 'now'> = {},
): MemoryBackend {
  return memoryBackend({ seed: demoSeed({ tickets: 30 }), settings, ...rules });
}

/** A place on the page whose elements share a portal that keeps nothing in the browser. */
export function place(portal: Portal): HTMLElement {
  // Not the asynchronous fixture: that waits for a frame, which a page in the background never gets.
  const element = fixtureSync<HTMLElement>(html`<div></div>`);
  new ContextProvider(element, { context: portalContext, initialValue: portal }).hostConnected();
  return element;
}

export function portalFor(
  backend: MemoryBackend,
  connection: MemoryConnectionOptions = {},
  options: Partial<PortalOptions> = {},
): Portal {
  const map = new Map<string, string>();
  return new Portal({
    adapter: backend.adapter(connection),
    store: {
      get: (key) => map.get(key) ?? null,
      set: (key, value) => void map.set(key, value),
      remove: (key) => void map.delete(key),
      keys: () => [...map.keys()],
    },
    ...options,
  });
}

export function part<T extends HTMLElement = HTMLElement>(element: Element, name: string): T | null {
  return element.shadowRoot?.querySelector<T>(`[part~="${name}"]`) ?? null;
}

/** What an element says, its own children left out. */
export function words(element: Element): string {
  const root = element.shadowRoot?.querySelector('.frame') ?? element;
  return (root.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** The element that has the focus, through shadow trees. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Waits for what comes soon; patient, as machines that run several browsers are slow. */
export function until(condition: () => unknown, what = 'the next state'): Promise<void> {
  return waitUntil(condition, what, { timeout: 8000 });
}
