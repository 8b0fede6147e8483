import type { PortalError } from '../../errors.ts';
import type { Bench, Case } from '../bench.ts';
import { expect, expectError, Skipped } from '../expect.ts';
import { codeIn, goThrough, page } from './redirect.ts';

/** The version that the backend asks newcomers to agree to. */
async function version(bench: Bench): Promise<string> {
  const { settings } = await (await bench.nobody()).start();
  const consent = settings.signIn.consent?.version;
  if (consent === undefined) throw new Skipped('needs settings.signIn.consent');
  return consent;
}

const names = (error: PortalError): boolean =>
  error.fields?.some(({ field, code }) => field === 'consent' && code === 'required') ?? false;

/** Refused without the version in force, and with another one; good with it, once. */
async function askedFor(
  bench: Bench,
  what: string,
  come: (consent?: string) => Promise<{ state: string }>,
  isSignedIn: () => Promise<boolean>,
): Promise<void> {
  const consent = await version(bench);
  for (const given of [undefined, `not-${consent}`]) {
    const error = await expectError(
      () => come(given),
      'invalid',
      `${what} lets somebody in who has not agreed to the consent text in force.`,
    );
    expect(names(error), 'The error must name the field “consent”, with the code “required”.');
    expect(!(await isSignedIn()), `${what} signed in before its person had agreed.`);
  }
  const result = await come(consent);
  expect(
    result.state === 'signed-in' && (await isSignedIn()),
    `${what} must still be good once its person has agreed.`,
  );
  await expectError(() => come(consent), ['invalid', 'unauthenticated'], `${what} works twice.`);
}

export const consentCases: Case[] = [
  {
    name: 'who is invited agrees before there is an account, and the token stays good meanwhile',
    needs: ({ registration, signIn }) => registration && signIn.includes('password'),
    async run(bench) {
      await version(bench);
      const invite = bench.need(bench.probe.invite, 'probe.invite');
      const adapter = await bench.nobody();
      const reset = bench.need(adapter.session.reset, 'session.reset');
      const email = `${bench.word()}@example.com`;
      const password = `long ${bench.word()}`;
      const token = await invite(email);
      const isSignedIn = async () => (await adapter.session.current())?.contact.email === email;
      const come = (consent?: string) =>
        reset(token, password, { ...(consent !== undefined && { consent }) });
      await expectError(() => come(), 'invalid', 'An invitation lets somebody in who agreed to nothing.');
      await expectError(
        () => adapter.session.signIn({ method: 'password', email, password }),
        'unauthenticated',
        'An invitation without consent has made an account.',
      );
      await askedFor(bench, 'The token of an invitation', come, isSignedIn);
    },
  },
  {
    name: 'who comes through a provider for the first time agrees first, and the code stays good meanwhile',
    needs: ({ signIn }) => signIn.includes('redirect'),
    async run(bench) {
      await version(bench);
      const introduce = bench.need(bench.probe.newcomerAtProvider, 'probe.newcomerAtProvider');
      await introduce();
      const adapter = await bench.nobody();
      const isSignedIn = async () => (await adapter.session.current()) !== null;
      const code = codeIn(await goThrough(bench, adapter, page()));
      await askedFor(
        bench,
        'The code of a provider',
        (consent) =>
          adapter.session.signIn({ method: 'exchange', code, ...(consent !== undefined && { consent }) }),
        isSignedIn,
      );
      // Agreed once, they are asked no more.
      const again = await bench.nobody();
      const result = await again.session.signIn({
        method: 'exchange',
        code: codeIn(await goThrough(bench, again, page())),
      });
      expect(result.state === 'signed-in', 'Who has agreed once is asked again.');
    },
  },
];
