import { expect, oneEvent } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { MemoryBackend } from '../../src/api/memory/index.ts';
import type { PortalLogin } from '../../src/components/portal-login/portal-login.ts';
import {
  alert,
  cut,
  faultOf,
  field,
  fill,
  fits,
  form,
  newcomer,
  scene,
  submit,
  type Scene,
  type SceneOptions,
} from './portal-login-fixture.ts';
import { alice, focused, part, password, until, words } from './portal-helpers.ts';

const newest = (backend: MemoryBackend) => backend.mails.at(-1);
const heading = (element: PortalLogin) => part(element, 'heading')?.textContent?.trim();

/** Alice has asked for a link, and is told to check her mail. */
async function askedForLink(options: SceneOptions = {}): Promise<Scene> {
  const all = await scene(options);
  fill(all.element, { email: alice });
  form(all.element)!.querySelector<HTMLButtonElement>('[value=link]')!.click();
  await until(() => heading(all.element) === 'Check your e-mail');
  return all;
}

async function askedForReset(options: SceneOptions = {}): Promise<Scene> {
  const all = await scene({ view: 'forgot', ...options });
  fill(all.element, { email: alice });
  submit(all.element);
  await until(() => heading(all.element) === 'Check your e-mail');
  return all;
}

/** Time passes for the page, not for the test. */
async function later(seconds: number, work: () => Promise<void>): Promise<void> {
  const { now } = Date;
  Date.now = () => now.call(Date) + seconds * 1000;
  try {
    await work();
  } finally {
    Date.now = now;
  }
}

describe('portal-login by mail', () => {
  const before = location.href;
  afterEach(() => history.replaceState(null, '', before));

  describe('a one-time link and code', () => {
    it('are asked for with the address that stands there already, and with no password', async () => {
      const { element, backend, calls } = await askedForLink();
      expect(words(element)).to.contain(
        `If ${alice} has an account here, a link and a code are on their way.`,
      );
      expect(newest(backend)?.kind).to.equal('link');
      expect(newest(backend)?.language).to.equal('en');
      expect(calls).not.to.include('session.signIn');
      expect(focused()).to.equal(field(element, 'code'));
      await expect(element).to.be.accessible();
    });

    it('need an address, and say so at its field', async () => {
      const { element, calls } = await scene();
      form(element)!.querySelector<HTMLButtonElement>('[value=link]')!.click();
      await until(() => faultOf(element, 'email'));
      expect(faultOf(element, 'password'), 'the password is none of this').to.equal('');
      expect(calls).not.to.include('session.requestLink');
    });

    it('say the same to an address that nobody has', async () => {
      const { element, backend } = await scene();
      fill(element, { email: 'nobody@acme.example' });
      form(element)!.querySelector<HTMLButtonElement>('[value=link]')!.click();
      await until(() => part(element, 'message'));
      expect(words(element)).to.contain('If nobody@acme.example has an account here,');
      expect(backend.mails).to.have.length(0);
    });

    it('are the only way where the portal has no passwords, by one field and one button', async () => {
      const signIn = { methods: ['link' as const, 'code' as const], registration: false };
      const { element, backend } = await scene({ settings: { signIn } });
      expect(form(element)!.elements.namedItem('password')).to.be.null;
      const buttons = [...form(element)!.querySelectorAll('button')].map((button) =>
        button.textContent?.trim(),
      );
      expect(buttons).to.eql(['E-mail me a sign-in link']);
      fill(element, { email: alice });
      submit(element);
      await until(() => newest(backend));
    });

    it('sign in by the code, pasted with its spaces', async () => {
      const { element, backend, portal } = await askedForLink();
      const code = newest(backend)?.code ?? '';
      const input = field(element, 'code');
      expect(input).to.have.attribute('autocomplete', 'one-time-code'); // Firefox does not know it by property
      expect(input.inputMode).to.equal('numeric');
      input.value = ` ${code.slice(0, 4)} ${code.slice(4)} `;
      setTimeout(() => submit(element));
      await oneEvent(element, 'portal-signed-in');
      expect(portal.session.value?.contact.email).to.equal(alice);
    });

    it('say at the field when the code is wrong', async () => {
      const { element } = await askedForLink();
      fill(element, { code: '00000000' });
      submit(element);
      await until(() => faultOf(element, 'code'));
      expect(faultOf(element, 'code')).to.equal(
        'This code is wrong or too old. If it stays so, have a new one sent.',
      );
      expect(focused()).to.equal(field(element, 'code'));
      await expect(element).to.be.accessible();
    });

    it('can be sent again after a while, and not before', async () => {
      const { element, backend } = await askedForLink();
      expect(part(element, 'resend-button')).to.be.null;
      expect(part(element, 'resend-wait')?.textContent).to.match(/sent again in (30|29|28) seconds/);
      await later(31, async () => {
        await until(() => part(element, 'resend-button'));
        part(element, 'resend-button')!.click();
        await until(() => backend.mails.length === 2);
        await until(() => part(element, 'resend-wait'));
      });
      expect(element.shadowRoot?.querySelector('[role=status]')?.textContent).to.contain('Sent again.');
    });

    it('lead back to the address, which is still there', async () => {
      const { element } = await askedForLink();
      part(element, 'retype-button')!.click();
      await until(() => focused() === field(element, 'email'));
      expect(field(element, 'email').value).to.equal(alice);
    });

    it('keep the address when the line is down', async () => {
      const { element, backend } = await scene();
      cut(backend, 'session.requestLink');
      fill(element, { email: alice, password: 'half a pass' });
      form(element)!.querySelector<HTMLButtonElement>('[value=link]')!.click();
      await until(() => alert(element));
      expect(alert(element)).to.equal('No connection. Please check the network.');
      expect(field(element, 'password').value).to.equal('half a pass');
    });
  });

  describe('a mailed link', () => {
    const opened = async (options: SceneOptions = {}): Promise<Scene & { token: string }> => {
      const all = await scene(options);
      await all.portal.requestLink(alice, { returnTo: `${before.replace(/#.*/, '')}#/tickets/42` });
      const token = newest(all.backend)?.token ?? '';
      all.element.remove();
      history.replaceState(null, '', `#/link?token=${token}`);
      return { ...all, token };
    };

    it('leaves the address at once, and is used by nobody but who presses the button', async () => {
      const { element, portal, calls } = await opened();
      const parent = document.createElement('div');
      document.body.append(parent);
      element.adapter = portal.adapter;
      parent.append(element);
      expect(location.hash).to.equal('#/link');
      await until(() => part(element, 'redeem-button'));
      await expect(element).to.be.accessible();
      expect(calls, 'scanners of mail open pages too').not.to.include('session.signIn');
      part(element, 'redeem-button')!.click();
      await oneEvent(element, 'portal-signed-in');
      await until(() => location.hash === '#/tickets/42', 'the page that was wanted');
      parent.remove();
    });

    it('takes its token from the query of a page of its own too', async () => {
      history.replaceState(null, '', '?theme=dark&token=from-the-mail');
      const { element } = await scene({ view: 'link' });
      expect(location.search).to.equal('?theme=dark');
      expect(element.mailedToken).to.equal('from-the-mail');
    });

    it('that no longer works is replaced from there', async () => {
      const { element, backend } = await scene({ view: 'link', token: 'made-up' });
      part(element, 'redeem-button')!.click();
      await until(() => heading(element) === 'This link no longer works');
      expect(element.view).to.equal('link-expired');
      await expect(element).to.be.accessible();
      fill(element, { email: alice });
      submit(element);
      await until(() => heading(element) === 'Check your e-mail');
      expect(newest(backend)?.kind).to.equal('link');
    });

    it('is tried again where only the line was down', async () => {
      const { element, backend, portal } = await scene();
      await portal.requestLink(alice);
      element.token = newest(backend)?.token;
      element.show('link');
      await until(() => focused() === part(element, 'redeem-button'));
      cut(backend, 'session.signIn');
      part(element, 'redeem-button')!.click();
      await until(() => part(element, 'problem'));
      expect(part(element, 'problem')).to.have.trimmed.text('No connection. Please check the network.');
      expect(focused()).to.equal(part(element, 'problem'));
      part(element, 'redeem-button')!.click();
      await until(() => portal.session.value);
    });

    it('signs in whom it was mailed to, also over somebody else’s session', async () => {
      const { element, backend, portal } = await scene({ signedInAs: 'bob@acme.example' });
      await portal.requestLink(alice);
      element.token = newest(backend)?.token;
      element.view = 'link';
      await until(() => part(element, 'redeem-button'));
      part(element, 'redeem-button')!.click();
      await until(() => portal.session.value?.contact.email === alice);
    });
  });

  describe('confirming an address', () => {
    async function mailed(options: SceneOptions = {}): Promise<Scene & { token: string }> {
      const all = await scene(options);
      const { name, email, password: secret } = newcomer;
      const consent = all.backend.settings.signIn.consent?.version;
      await all.portal.register({ name, email, password: secret, consent });
      return { ...all, token: all.backend.mails[0]?.token ?? '' };
    }

    it('takes a press of the button, once, and signs in', async () => {
      const { element, portal, token, calls } = await mailed();
      element.token = token;
      element.show('verify');
      await until(() => focused() === part(element, 'redeem-button'));
      await expect(element).to.be.accessible();
      const button = part(element, 'redeem-button')!;
      setTimeout(() => {
        button.click();
        button.click();
      });
      await oneEvent(element, 'portal-signed-in');
      expect(portal.session.value?.contact.name).to.equal(newcomer.name);
      await element.updateComplete;
      expect(part(element, 'signed-in')).to.have.text('Signed in as Nova Lind');
      expect(calls.filter((name) => name === 'session.verify')).to.have.length(1);
    });

    it('says when a link is used up, with the ways from there', async () => {
      const { element } = await scene({ view: 'verify', token: 'made-up' });
      part(element, 'redeem-button')!.click();
      await until(() => element.view === 'link-expired');
      await element.updateComplete;
      expect(part(element, 'message')).to.have.text(
        'It was used already or is too old. If you have confirmed your address with it, sign in.',
      );
      expect(part(element, 'register-link')).not.to.be.null;
      await expect(element).to.be.accessible();
      part(element, 'sign-in-link')!.click();
      await until(() => form(element));
    });

    it('says that a link is none without a token', async () => {
      const { element, calls } = await scene({ view: 'verify' });
      await until(() => element.view === 'link-expired');
      expect(calls).not.to.include('session.verify');
    });

    it('can be mailed again', async () => {
      const { element, backend } = await scene({ view: 'register' });
      fill(element, newcomer);
      submit(element);
      await until(() => part(element, 'resend-wait'));
      await later(31, async () => {
        await until(() => part(element, 'resend-button'));
        part(element, 'resend-button')!.click();
        await until(() => backend.mails.length === 2);
      });
      expect(backend.mails.map(({ kind }) => kind)).to.eql(['verify', 'verify']);
    });
  });

  describe('a forgotten password', () => {
    it('is asked for beside the password’s label, and keeps the address', async () => {
      const { element } = await scene();
      fill(element, { email: alice });
      form(element)!.querySelector<HTMLButtonElement>('.portal-login-forgot')!.click();
      await until(() => heading(element) === 'Reset your password');
      expect(field(element, 'email').value).to.equal(alice);
      expect(focused()).to.equal(field(element, 'email'));
      await expect(element).to.be.accessible();
    });

    it('is not offered where the portal cannot', async () => {
      const signIn = { methods: ['password' as const], registration: true, reset: false };
      const { element } = await scene({ settings: { signIn }, view: 'forgot' });
      expect(heading(element)).to.equal('Sign in');
      expect(form(element)!.querySelector('.portal-login-forgot')).to.be.null;
    });

    it('says the same for known and unknown addresses', async () => {
      const { element, backend } = await askedForReset();
      expect(words(element)).to.contain(`We have sent a message to ${alice}.`);
      expect(newest(backend)?.kind).to.equal('reset');
      const stranger = await scene({ view: 'forgot' });
      fill(stranger.element, { email: 'nobody@acme.example' });
      submit(stranger.element);
      await until(() => words(stranger.element).includes('We have sent a message to nobody@acme.example.'));
    });

    it('is set anew, told what it must be before, and signs in', async () => {
      const { element, backend, portal } = await scene();
      await portal.requestReset(alice);
      element.token = newest(backend)?.token;
      element.show('reset');
      await until(() => focused() === field(element, 'password'));
      const input = field(element, 'password');
      expect(input.autocomplete).to.equal('new-password');
      const help = document.getElementById(input.getAttribute('aria-describedby')!);
      expect(help?.textContent).to.contain('At least 8 characters');
      const username = form(element)!.querySelector<HTMLInputElement>('[autocomplete=username]')!;
      expect(username.readOnly && username.hidden, 'for password managers').to.be.true;
      await expect(element).to.be.accessible();
      input.value = 'a better one, at last';
      setTimeout(() => submit(element));
      await oneEvent(element, 'portal-signed-in');
      await portal.signOut();
      await portal.signIn({ method: 'password', email: alice, password: 'a better one, at last' });
    });

    it('that is too weak is said at its field, and the link stays good', async () => {
      const { element, backend, portal } = await scene();
      await portal.requestReset(alice);
      element.token = newest(backend)?.token;
      element.show('reset');
      await until(() => form(element));
      fill(element, { password: 'short' });
      submit(element);
      await until(() => faultOf(element, 'password'));
      expect(faultOf(element, 'password')).to.equal('At least 8 characters.');
      fill(element, { password: 'long enough now' });
      submit(element);
      await until(() => portal.session.value);
    });

    it('gets another link where the first no longer works', async () => {
      const { element, backend } = await scene({ view: 'reset', token: 'made-up' });
      fill(element, { password: 'long enough now' });
      submit(element);
      await until(() => element.view === 'link-expired');
      await until(() => form(element)?.elements.namedItem('email'));
      fill(element, { email: alice });
      submit(element);
      await until(() => newest(backend)?.kind === 'reset');
    });

    it('says how long to wait after too many tries', async () => {
      const { element, backend } = await scene({ view: 'forgot' });
      backend.failNext('session.requestReset', new PortalError('rate-limited', '', { retryAfter: 60 }));
      fill(element, { email: alice });
      submit(element);
      await until(() => alert(element));
      expect(alert(element)).to.contain('Please try again in 60 seconds.');
    });
  });

  describe('its life', () => {
    it('counts on when it is put back, and stops while it is away', async () => {
      const { element } = await askedForLink();
      const { parentElement } = element;
      element.remove();
      parentElement!.append(element);
      await until(() => part(element, 'resend-wait'));
      await later(31, () => until(() => part(element, 'resend-button')));
    });

    it('fits a narrow place in each view', async () => {
      const { element } = await askedForLink();
      expect(fits(element, 288)).to.be.true;
      for (const view of ['forgot', 'signed-out', 'failed', 'denied'] as const) {
        element.view = view;
        await element.updateComplete;
        expect(fits(element, 288), view).to.be.true;
      }
    });

    it('signs in by password after all', async () => {
      const { element, portal } = await askedForReset();
      element.show('sign-in');
      await until(() => form(element)?.elements.namedItem('password'));
      expect(field(element, 'email').value).to.equal(alice);
      fill(element, { password });
      submit(element);
      await until(() => portal.session.value);
    });
  });
});
