import { PortalError } from '../../src/api/errors.ts';
import type {
  MemoryBackend,
  MemoryBackendOptions,
  MemoryConnectionOptions,
} from '../../src/api/memory/index.ts';
import type { PortalSettings, SignInOptions } from '../../src/api/model.ts';
import '../../src/components/portal-login/define.ts';
import type { LoginView, PortalLogin } from '../../src/components/portal-login/portal-login.ts';
import type { PortalLinks } from '../../src/portal/links.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { backendWith, place, portalFor, until } from './portal-helpers.ts';

export interface Scene {
  element: PortalLogin;
  portal: Portal;
  backend: MemoryBackend;
  calls: string[];
}

export interface SceneOptions extends MemoryConnectionOptions {
  /** In place of one by `settings` and `rules`. */
  backend?: MemoryBackend;
  settings?: Partial<PortalSettings>;
  rules?: Pick<MemoryBackendOptions, 'admits' | 'providers' | 'now'>;
  view?: LoginView;
  links?: PortalLinks;
  token?: string;
  /** Before the element is on the page. */
  prepare?: (element: PortalLogin, portal: Portal) => void;
}

export async function scene({
  backend: given,
  settings,
  rules,
  view,
  links,
  token,
  prepare,
  ...connection
}: SceneOptions = {}): Promise<Scene> {
  const backend = given ?? backendWith(settings, rules);
  const calls: string[] = [];
  const portal = portalFor(
    backend,
    { faults: ({ name }) => void calls.push(name), ...connection },
    links && { links },
  );
  const parent = place(portal);
  const element = document.createElement('portal-login');
  if (view) element.view = view;
  if (token) element.token = token;
  prepare?.(element, portal);
  parent.append(element);
  await portal.start().catch(() => undefined);
  await element.updateComplete;
  // Its look comes by itself, the first time.
  await until(() => !element.shadowRoot?.querySelector('.notice[aria-busy]'));
  await element.updateComplete;
  return { element, portal, backend, calls };
}

export const form = (element: PortalLogin): HTMLFormElement | null => element.querySelector('form');
export const field = (element: PortalLogin, name: string): HTMLInputElement =>
  form(element)?.elements.namedItem(name) as HTMLInputElement;
export const submit = (element: PortalLogin): void => form(element)!.requestSubmit();

export function fill(element: PortalLogin, values: Record<string, string | boolean>): void {
  for (const [name, value] of Object.entries(values)) {
    const input = field(element, name);
    if (typeof value === 'boolean') input.checked = value;
    else input.value = value;
  }
}

/** The words that describe a field as wrong. */
export function faultOf(element: PortalLogin, name: string): string {
  const input = field(element, name);
  if (input.getAttribute('aria-invalid') !== 'true') return '';
  const ids = (input.getAttribute('aria-describedby') ?? '').split(' ');
  return ids
    .filter((id) => id.endsWith('-fault'))
    .map((id) => document.getElementById(id)?.textContent?.trim())
    .join(' ');
}

export const alert = (element: PortalLogin): string | undefined =>
  form(element)?.querySelector('[role=alert]')?.textContent?.trim();

export const newcomer = {
  name: 'Nova Lind',
  email: 'nova@acme.example',
  password: 'four unrelated words',
  consent: true,
};

/** All ways to sign in. */
export const everyWay: SignInOptions = {
  methods: ['password', 'link', 'code', 'redirect'],
  registration: true,
  reset: true,
  providers: [
    { id: 'google', label: 'Google', brand: 'google' },
    { id: 'acme', label: 'Acme single sign-on' },
  ],
};

/** The line is down for the next call of that name. */
export const cut = (backend: MemoryBackend, name: string): void =>
  backend.failNext(name, new PortalError('offline'));

/** Whether an element, or something in it, overflows a width. */
export const fits = (element: PortalLogin, width: number): boolean => {
  element.style.inlineSize = `${width}px`;
  return element.scrollWidth <= width;
};
