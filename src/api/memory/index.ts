import type { PortalAdapter } from '../adapter.ts';
import type { MemoryConnectionOptions } from './adapter.ts';
import { memoryBackend, type MemoryBackendOptions } from './backend.ts';

export type { MemoryCall, MemoryConnectionOptions } from './adapter.ts';
export { memoryBackend, type MemoryBackend, type MemoryBackendOptions } from './backend.ts';
export type { Fault, MemoryMail, ProviderAnswer } from './hub.ts';
export { memoryCapabilities } from './settings.ts';
export type { MemorySeed, SeedContact, SeedFile, SeedMessage, SeedTicket } from './seed.ts';

export type MemoryAdapterOptions = MemoryBackendOptions & MemoryConnectionOptions;

/**
 * The reference implementation: a whole backend in memory, with the rules of the gateway. Everything is gone with the
 * page. For several tabs on one backend, or an agent's hand in a test, see `memoryBackend`.
 */
export function memoryAdapter(options: MemoryAdapterOptions = {}): PortalAdapter {
  return memoryBackend(options).adapter(options);
}
