import type { PortalAdapter } from '../../../src/api/index.ts';
import { demoPassword, demoSeed } from '../../../src/api/memory/demo-seed.ts';
import { memoryBackend, type MemoryBackend } from '../../../src/api/memory/index.ts';
import type { Fixture, Probe, Who } from '../../../src/api/testing/index.ts';

export const emails: Record<Who, string> = {
  alice: 'alice@acme.example',
  bob: 'bob@acme.example',
  carol: 'carol@globex.example',
};

export interface MemoryWorld extends Fixture {
  backend: MemoryBackend;
}

/** A memory backend with a dozen demo tickets; `wrap` may spoil its adapters. */
export function memoryWorld(
  wrap: (adapter: PortalAdapter) => PortalAdapter = (adapter) => adapter,
): MemoryWorld {
  const backend = memoryBackend({ seed: demoSeed({ tickets: 12 }) });
  return {
    backend,
    adapterFor: async (who) => wrap(backend.adapter(who === null ? {} : { signedInAs: emails[who] })),
  };
}

/** What the backend itself says. */
export function memoryProbe({ backend }: Pick<MemoryWorld, 'backend'>): Probe {
  return {
    agentReply: backend.agentReply,
    addNote: backend.addInternalNote,
    closeTicket: backend.closeTicket,
    countMessages: backend.countMessages,
    credentials: (who) => ({ method: 'password', email: emails[who], password: demoPassword }),
    verificationToken: (email) => backend.mails.findLast(({ to }) => to === email)?.token ?? '',
    endSessions: (who) => backend.expireSessions(emails[who]),
    async download(_who, url) {
      if (!url.startsWith('blob:')) return { ok: false, text: '' };
      const response = await fetch(url);
      return { ok: response.ok, text: await response.text() };
    },
  };
}
