import type { PortalAdapter, SignInResult } from '../../adapter.ts';
import type { Capabilities } from '../../capabilities.ts';
import type { Bench, Case, Newcomer } from '../bench.ts';
import { PortalError } from '../../errors.ts';
import { expect, expectEqual, expectError, settle } from '../expect.ts';

const refusals = ['unauthenticated', 'invalid', 'not-found', 'conflict'] as const;
const links = ({ registration, signIn }: Capabilities): boolean => registration && signIn.includes('link');
const codes = ({ registration, signIn }: Capabilities): boolean => registration && signIn.includes('code');
const resets = ({ registration, signIn }: Capabilities): boolean =>
  registration && signIn.includes('password');

/** An answer as pages can tell it from another. */
const outcome = (settled: { value: unknown } | { error: unknown }): unknown =>
  'error' in settled
    ? PortalError.is(settled.error)
      ? settled.error.code
      : 'an error'
    : { answer: settled.value ?? null };

const isFor = (result: SignInResult, email: string): boolean =>
  result.state === 'signed-in' && result.session.contact.email === email;

/** Asks for a link, for somebody new, in a browser where nobody is signed in. */
async function askForLink(bench: Bench): Promise<Newcomer & { stranger: PortalAdapter }> {
  const newcomer = await bench.newcomer();
  const stranger = await bench.nobody();
  await bench.need(stranger.session.requestLink, 'session.requestLink')(newcomer.email);
  return { ...newcomer, stranger };
}

async function signInByLink(bench: Bench, token: string): Promise<SignInResult> {
  return (await bench.nobody()).session.signIn({ method: 'link', token });
}

export const mailCases: Case[] = [
  {
    name: 'asking for a link answers the same for known and unknown addresses, and signs nobody in',
    needs: ({ signIn }) => signIn.includes('link') || signIn.includes('code'),
    async run(bench) {
      const known = (await (await bench.as('alice')).session.current())?.contact.email ?? '';
      const adapter = await bench.nobody();
      const requestLink = bench.need(adapter.session.requestLink, 'session.requestLink');
      const answers = [
        await settle(() => requestLink(known)),
        await settle(() => requestLink(`${bench.word()}@example.com`)),
      ];
      expectEqual(
        answers.map(outcome)[0],
        answers.map(outcome)[1],
        'Asking for a link tells whether an address has an account.',
      );
      expect((await adapter.session.current()) === null, 'Asking for a link signed in.');
    },
  },
  {
    name: 'a mailed link signs in, once',
    needs: links,
    async run(bench) {
      const { email } = await askForLink(bench);
      const { token } = await bench.mailed(email, 'link');
      expect(
        isFor(await signInByLink(bench, token), email),
        'The link of a mail must sign in the contact whom it was mailed to.',
      );
      await expectError(() => signInByLink(bench, token), refusals, 'A mailed link works twice.');
    },
  },
  {
    name: 'a mailed code signs in, once, and only with its own address',
    needs: codes,
    async run(bench) {
      const { email, stranger } = await askForLink(bench);
      const { code } = await bench.mailed(email, 'link');
      const given = bench.need(code, 'a code in the mail of probe.mailed');
      const known = (await (await bench.as('alice')).session.current())?.contact.email ?? '';
      await expectError(
        () => stranger.session.signIn({ method: 'code', email: known, code: given }),
        'unauthenticated',
        'The code that was mailed to one address signs in another.',
      );
      expect(
        isFor(await stranger.session.signIn({ method: 'code', email, code: given }), email),
        'The code of a mail must sign in the contact whom it was mailed to.',
      );
      const again = await bench.nobody();
      await expectError(
        () => again.session.signIn({ method: 'code', email, code: given }),
        'unauthenticated',
        'A mailed code works twice.',
      );
    },
  },
  {
    name: 'the code is void once the link of its mail was used',
    needs: (capabilities) => links(capabilities) && codes(capabilities),
    async run(bench) {
      const { email } = await askForLink(bench);
      const { token, code } = await bench.mailed(email, 'link');
      const given = bench.need(code, 'a code in the mail of probe.mailed');
      await signInByLink(bench, token);
      const again = await bench.nobody();
      await expectError(
        () => again.session.signIn({ method: 'code', email, code: given }),
        'unauthenticated',
        'One mail signs in twice: by its link, and then by its code.',
      );
    },
  },
  {
    name: 'a new link voids the one before',
    needs: links,
    async run(bench) {
      const { email, stranger } = await askForLink(bench);
      const first = await bench.mailed(email, 'link');
      await bench.need(stranger.session.requestLink, 'session.requestLink')(email);
      const second = await bench.mailed(email, 'link', first);
      await expectError(
        () => signInByLink(bench, first.token),
        refusals,
        'An older link still signs in after a newer one was mailed.',
      );
      expect(isFor(await signInByLink(bench, second.token), email), 'The newest link must sign in.');
    },
  },
  {
    name: 'five wrong codes void the right one',
    needs: codes,
    async run(bench) {
      const { email } = await askForLink(bench);
      const { code } = await bench.mailed(email, 'link');
      const given = bench.need(code, 'a code in the mail of probe.mailed');
      const wrong = given.replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10));
      for (let n = 0; n < 6; n++) {
        const guesser = await bench.nobody();
        await expectError(
          () => guesser.session.signIn({ method: 'code', email, code: n < 5 ? wrong : given }),
          n < 5 ? 'unauthenticated' : ['unauthenticated', 'rate-limited'],
          n < 5
            ? 'A wrong code signed in.'
            : 'The right code still signs in after five wrong ones: codes are short, and can be guessed.',
        );
      }
    },
  },
  {
    name: 'a wrong link and a wrong code fail alike, as “unauthenticated”',
    needs: ({ signIn }) => signIn.includes('link'),
    async run(bench) {
      await expectError(
        () => signInByLink(bench, `made-up-${bench.word()}`),
        'unauthenticated',
        'A link that nobody mailed was taken.',
      );
    },
  },
  {
    name: 'asking for a new password answers the same for known and unknown addresses',
    needs: resets,
    async run(bench) {
      const { email } = await bench.newcomer();
      const adapter = await bench.nobody();
      const requestReset = bench.need(adapter.session.requestReset, 'session.requestReset');
      const answers = [
        await settle(() => requestReset(email)),
        await settle(() => requestReset(`${bench.word()}@example.com`)),
      ];
      expectEqual(
        answers.map(outcome)[0],
        answers.map(outcome)[1],
        'Asking for a new password tells whether an address has an account.',
      );
      expect((await adapter.session.current()) === null, 'Asking for a new password signed in.');
    },
  },
  {
    name: 'a mailed token sets a new password once, signs in, and ends all other sessions',
    needs: resets,
    async run(bench) {
      const { adapter: elsewhere, email, password } = await bench.newcomer();
      const adapter = await bench.nobody();
      const reset = bench.need(adapter.session.reset, 'session.reset');
      await bench.need(adapter.session.requestReset, 'session.requestReset')(email);
      const { token } = await bench.mailed(email, 'reset');
      const fresh = `fresh ${bench.word()}`;
      expect(
        isFor(await reset(token, fresh), email),
        'Setting a new password by a mailed token must sign in.',
      );
      expect(
        (await elsewhere.session.current()) === null,
        'A session from before the new password still counts: whoever stole the old password stays in.',
      );
      const again = (await bench.nobody()).session;
      await expectError(
        () => bench.need(again.reset, 'session.reset')(token, `other ${bench.word()}`),
        refusals,
        'The token of a mail sets a password twice.',
      );
      await expectError(
        () => again.signIn({ method: 'password', email, password }),
        'unauthenticated',
        'The old password still signs in.',
      );
      expect(
        isFor(await again.signIn({ method: 'password', email, password: fresh }), email),
        'The new password does not sign in.',
      );
    },
  },
  {
    name: 'a weak new password is refused at its field, and leaves the link good',
    needs: resets,
    async run(bench) {
      const { email } = await bench.newcomer();
      const adapter = await bench.nobody();
      const reset = bench.need(adapter.session.reset, 'session.reset');
      await bench.need(adapter.session.requestReset, 'session.requestReset')(email);
      const { token } = await bench.mailed(email, 'reset');
      const error = await expectError(
        () => reset(token, 'short'),
        'invalid',
        'A password of five characters was taken.',
      );
      expect(
        error.fields?.some(({ field }) => field === 'password'),
        'The error must name the field “password”, so that the form can show it there.',
      );
      const second = await settle(() => reset(token, `better ${bench.word()}`));
      expect(
        'value' in second && isFor(second.value, email),
        'The link is spent on a password that was refused: a second try must work.',
      );
    },
  },
];
