import type { PortalAdapter, PortalSettings } from '../../../src/api/index.ts';
import { demoPassword, demoSeed } from '../../../src/api/memory/demo-seed.ts';
import { memoryBackend, type MemoryBackend } from '../../../src/api/memory/index.ts';
import type { Fixture, Probe, Who } from '../../../src/api/testing/index.ts';

export const emails: Record<Who, string> = {
  alice: 'alice@acme.example',
  bob: 'bob@acme.example',
  carol: 'carol@globex.example',
};

/** Somebody with an account who is not let in. */
const mallory = {
  id: 'c-mallory',
  name: 'Mallory',
  email: 'mallory@elsewhere.example',
  password: demoPassword,
  companyIds: [],
};

/** All ways to sign in, and an idle limit. */
export const memorySettings: Partial<PortalSettings> = {
  idleSeconds: 1200,
  signIn: {
    methods: ['password', 'link', 'code', 'redirect'],
    registration: true,
    reset: true,
    providers: [{ id: 'acme', label: 'Continue with Acme' }],
    consent: { version: '2026-11-01', text: 'We keep what you write.', label: 'I agree' },
  },
};

export interface MemoryWorld extends Fixture {
  backend: MemoryBackend;
  /** Whom the provider vouches for. */
  atProvider: { email: string };
}

/** A memory backend with a dozen demo tickets; `wrap` may spoil its adapters. */
export function memoryWorld(
  wrap: (adapter: PortalAdapter) => PortalAdapter = (adapter) => adapter,
): MemoryWorld {
  const seed = demoSeed({ tickets: 12 });
  const atProvider = { email: emails.bob };
  const backend = memoryBackend({
    seed: { ...seed, contacts: [...seed.contacts, mallory] },
    settings: memorySettings,
    admits: (email) => email !== mallory.email,
    providers: { acme: atProvider },
  });
  return {
    backend,
    atProvider,
    adapterFor: async (who) => wrap(backend.adapter(who === null ? {} : { signedInAs: emails[who] })),
  };
}

/** What the backend itself says. */
export function memoryProbe({
  backend,
  atProvider,
}: Pick<MemoryWorld, 'backend'> & Partial<Pick<MemoryWorld, 'atProvider'>>): Probe {
  return {
    agentReply: backend.agentReply,
    addNote: backend.addInternalNote,
    rename: (name) => backend.changeSettings({ name }),
    closeTicket: backend.closeTicket,
    countMessages: backend.countMessages,
    credentials: (who) => ({ method: 'password', email: emails[who], password: demoPassword }),
    verificationToken: (email) => backend.mails.findLast(({ to }) => to === email)?.token ?? '',
    mailed(email, kind) {
      const mail = backend.mails.findLast((sent) => sent.to === email && sent.kind === kind);
      return mail?.token === undefined ? undefined : { token: mail.token, code: mail.code };
    },
    deniedCredentials: () => ({ method: 'password', email: mallory.email, password: demoPassword }),
    // The scripted provider answers at once: its address is the page's.
    throughProvider: (url) => url,
    ...(atProvider && {
      newcomerAtProvider: () => void (atProvider.email = `${crypto.randomUUID()}@example.com`),
    }),
    invite: (email) => backend.invite({ email }),
    endSessions: (who) => backend.expireSessions(emails[who]),
    async download(_who, url) {
      if (!url.startsWith('blob:')) return { ok: false, text: '' };
      const response = await fetch(url);
      return { ok: response.ok, text: await response.text() };
    },
  };
}
