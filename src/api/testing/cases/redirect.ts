import type { PortalAdapter } from '../../adapter.ts';
import type { Capabilities } from '../../capabilities.ts';
import type { Bench, Case } from '../bench.ts';
import { expect, expectError } from '../expect.ts';

const needs = ({ signIn }: Capabilities): boolean => signIn.includes('redirect');

/** Goes through the first provider of the settings; the address where the browser ends. */
export async function goThrough(bench: Bench, adapter: PortalAdapter, returnTo: string): Promise<URL> {
  const through = bench.need(bench.probe.throughProvider, 'probe.throughProvider');
  const { settings } = await adapter.start();
  const provider = bench.need(settings.signIn.providers?.[0], 'a provider in settings.signIn').id;
  const result = await adapter.session.signIn({ method: 'redirect', provider, returnTo });
  expect(
    result.state === 'redirect',
    `Signing in through a provider must answer where to go, not “${result.state}”.`,
  );
  expect(
    /^https?:\/\//.test(result.url),
    `Pages go to http and https addresses only, not to “${result.url}”.`,
  );
  expect((await adapter.session.current()) === null, 'Asking for a provider signed in.');
  return new URL(await through(result.url));
}

export const codeIn = (url: URL): string => new URLSearchParams(url.hash.slice(1)).get('portico-code') ?? '';

/** A page of the portal's own site, as far as the suite can know one. */
export const page = (): string =>
  globalThis.location?.href.replace(/#.*/, '') ?? 'https://help.example/portal';

export const redirectCases: Case[] = [
  {
    name: 'a provider leads back with a code that signs in, once',
    needs,
    async run(bench) {
      const adapter = await bench.nobody();
      const code = codeIn(await goThrough(bench, adapter, page()));
      expect(code !== '', 'The address that a provider leads back to has no “portico-code” in its fragment.');
      const consent = (await adapter.start()).settings.signIn.consent?.version;
      const result = await adapter.session.signIn({ method: 'exchange', code, ...(consent && { consent }) });
      expect(result.state === 'signed-in', `The code must end in “signed-in”, not “${result.state}”.`);
      expect((await adapter.session.current()) !== null, 'The session of the code does not last.');
      await expectError(
        () => adapter.session.signIn({ method: 'exchange', code }),
        'unauthenticated',
        'The code that a provider leads back with works twice.',
      );
    },
  },
  {
    name: 'a provider leads back to where the person was, with what was in its fragment',
    needs,
    async run(bench) {
      const adapter = await bench.nobody();
      const wanted = `${page()}#/tickets/42?q=${bench.word()}`;
      const end = await goThrough(bench, adapter, wanted);
      const fragment = new URLSearchParams(end.hash.slice(1)).get('portico-hash');
      end.hash = '';
      expect(
        `${end.href}#${fragment}` === wanted,
        `The person was at ${wanted}, and came back to ${end.href} with the fragment “${fragment}”.`,
      );
    },
  },
  {
    name: 'no code is taken that no provider led back with',
    needs,
    async run(bench) {
      const adapter = await bench.nobody();
      await expectError(
        () => adapter.session.signIn({ method: 'exchange', code: `made-up-${bench.word()}` }),
        'unauthenticated',
        'A code that was made up signed in.',
      );
    },
  },
  {
    name: 'a provider that is not in the settings leads nowhere',
    needs,
    async run(bench) {
      const adapter = await bench.nobody();
      await expectError(
        () =>
          adapter.session.signIn({ method: 'redirect', provider: `no-${bench.word()}`, returnTo: page() }),
        ['not-found', 'invalid', 'not-supported'],
        'A provider that nobody set up was taken.',
      );
    },
  },
  {
    name: 'somebody who is known and not let in is refused as “forbidden”, without a session',
    async run(bench) {
      const credentials = await bench.need(bench.probe.deniedCredentials, 'probe.deniedCredentials')();
      const adapter = await bench.nobody();
      await expectError(
        () => adapter.session.signIn(credentials),
        'forbidden',
        'Somebody who is not let in could sign in.',
      );
      expect(
        (await adapter.session.current()) === null,
        'Somebody who is not let in was refused, and has a session all the same.',
      );
      await expectError(
        () => adapter.tickets.list(bench.query()),
        'unauthenticated',
        'Somebody who is not let in can list tickets.',
      );
    },
  },
];
