// The states bench, while developing: each element in each state, on backends in memory that are held there.
import type { LoginView, PortalLogin } from '../src/components/portal-login/portal-login.ts';
import {
  PortalError,
  type ErrorCode,
  type PortalAdapter,
  type PortalSettings,
  type SignInOptions,
} from 'portico/api';
import 'portico/define';
import { memoryBackend } from 'portico/memory';
import { demoSeed } from '../src/api/memory/demo-seed.ts';

const alice = 'alice@acme.example';
const forever = 2 ** 31 - 1;
const seeded = (tickets = 12) => memoryBackend({ seed: demoSeed({ tickets }) });

/** A backend that fails: as a whole, or for a ticket's page where its ticket is asked for. */
const failing = (tag: string, code: ErrorCode) =>
  seeded().adapter({
    signedInAs: alice,
    faults: ({ name }) =>
      name === (tag === 'ticket-detail' ? 'tickets.get' : 'start') ? new PortalError(code) : undefined,
  });

/** A fresh backend for each cell, so that no state spills into the next. */
const states: Record<string, (tag: string) => PortalAdapter> = {
  'signed out': () => seeded().adapter(),
  loading: () => seeded().adapter({ signedInAs: alice, latency: forever }),
  empty: () => seeded(0).adapter({ signedInAs: alice }),
  error: (tag) => failing(tag, 'unavailable'),
  offline: (tag) => failing(tag, 'offline'),
  ready: () => {
    const backend = seeded();
    backend.adapter({ signedInAs: alice, browser: 'Safari on iPhone' });
    return backend.adapter({ signedInAs: alice, browser: 'Firefox on Windows' });
  },
};

const tags = [
  'portal-nav',
  'portal-login',
  'portal-sessions',
  'ticket-list',
  'ticket-detail',
  'ticket-form',
  'portal-app',
];

/** Every way to sign in, as an owner may offer them. */
const everyWay = {
  methods: ['password', 'link', 'code', 'redirect'],
  registration: true,
  reset: true,
  providers: [
    { id: 'google', label: 'Google', brand: 'google' },
    { id: 'microsoft', label: 'Microsoft', brand: 'microsoft' },
    { id: 'okta', label: 'Okta', brand: 'okta' },
    { id: 'keycloak', label: 'Acme single sign-on', brand: 'keycloak' },
  ],
} satisfies SignInOptions;
const contactHint = 'Write to help@lumen.example.';

interface LoginState {
  settings?: Partial<PortalSettings>;
  /** What somebody has done there. */
  done?: (login: PortalLogin) => Promise<void> | void;
  view?: LoginView;
  email?: string;
}

/** Waits for a form, fills it in and submits it. */
const fillIn =
  (values: Record<string, string>, button?: string) =>
  async (login: PortalLogin): Promise<void> => {
    while (!login.querySelector('form')) await new Promise(requestAnimationFrame);
    for (const [name, value] of Object.entries(values)) {
      const input = login.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (input) input.value = value;
    }
    login.querySelector('form')?.requestSubmit(login.querySelector<HTMLElement>(button ?? '[type=submit]'));
  };

/** The views of the sign-in, beyond its states. */
const loginStates: Record<string, LoginState> = {
  'every way in': { settings: { signIn: everyWay } },
  'by mail alone': { settings: { signIn: { methods: ['link', 'code'], registration: false } } },
  'by providers alone': { settings: { signIn: { ...everyWay, methods: ['redirect'] } } },
  'a known address': { email: alice },
  'wrong password': { done: fillIn({ email: alice, password: 'not this one' }) },
  'something missing': { done: fillIn({}) },
  register: { view: 'register' },
  'check mail for a link': { done: fillIn({ email: alice }, '[value=link]') },
  'check mail for a password': { view: 'forgot', done: fillIn({ email: alice }) },
  verify: { view: 'verify' },
  link: { view: 'link' },
  forgot: { view: 'forgot' },
  reset: { view: 'reset' },
  consent: { view: 'consent' },
  'signed out': { view: 'signed-out' },
  denied: { view: 'denied', settings: { contactHint } },
  off: { settings: { enabled: false, contactHint } },
  'link expired': { view: 'link-expired' },
  'link expired, with a new one': { view: 'reset', done: fillIn({ password: 'long enough by far' }) },
  failed: { view: 'failed' },
};

/** An element on a backend; a ticket's page shows the newest ticket that Alice sees. */
async function fill(cell: HTMLElement, tag: string, adapter: PortalAdapter): Promise<void> {
  const element = Object.assign(document.createElement(tag), { adapter });
  if (tag === 'ticket-detail') {
    const sort = { by: 'activity', descending: true } as const;
    const twin = seeded().adapter({ signedInAs: alice });
    const { items } = await twin.tickets.list({ view: 'mine', state: 'open', sort, limit: 1 });
    element.setAttribute('ticket-id', items[0]?.id ?? '');
  }
  cell.append(element);
}

/** A cell of a section, under its name. */
function addCell(section: HTMLElement, name: string): HTMLElement {
  const cell = document.createElement('div');
  cell.className = 'state';
  const label = document.createElement('p');
  label.className = 'eyebrow';
  label.textContent = name;
  cell.append(label);
  section.append(cell);
  return cell;
}

function addSection(main: HTMLElement, title: string): HTMLElement {
  const section = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = title;
  section.append(heading);
  main.append(section);
  return section;
}

function buildLogin(main: HTMLElement): void {
  const section = addSection(main, '<portal-login>, its views');
  for (const [name, { settings = {}, view, email, done }] of Object.entries(loginStates)) {
    const login = document.createElement('portal-login');
    login.adapter = memoryBackend({ seed: demoSeed({ tickets: 0 }), settings }).adapter();
    if (view) login.view = view;
    if (view === 'verify' || view === 'link' || view === 'reset') login.token = 'made-up';
    if (email) login.email = email;
    addCell(section, name).append(login);
    void done?.(login);
  }
}

async function build(main: HTMLElement): Promise<void> {
  for (const tag of tags) {
    const section = addSection(main, `<${tag}>`);
    for (const [name, adapter] of Object.entries(states))
      await fill(addCell(section, name), tag, adapter(tag));
    if (tag === 'portal-login') buildLogin(main);
  }
}

const main = document.querySelector('main');
if (main) await build(main);
