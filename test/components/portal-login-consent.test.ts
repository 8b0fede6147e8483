import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { PortalError } from '../../src/api/errors.ts';
import type { MemoryBackend } from '../../src/api/memory/index.ts';
import type { SignInOptions } from '../../src/api/model.ts';
import type { PortalLogin } from '../../src/components/portal-login/portal-login.ts';
import { backendWith, focused, part, until, words } from './portal-helpers.ts';
import {
  alert,
  cut,
  everyWay,
  faultOf,
  field,
  fill,
  fits,
  form,
  scene,
  submit,
  type Scene,
  type SceneOptions,
} from './portal-login-fixture.ts';

const nova = 'nova@initech.example';
const chosen = 'four unrelated words';
const consent = {
  version: '2026-11-01',
  text: 'We keep **your name**. Read [how](https://lumen.example/privacy).',
  label: 'I agree that my name is kept',
};
const later = { version: '2026-12-01', text: 'We keep your name and address.', label: 'I agree to both' };
const signIn: SignInOptions = { ...everyWay, consent };

const heading = (element: PortalLogin) => part(element, 'heading')?.textContent?.trim();
const text = (element: PortalLogin) => form(element)?.querySelector('.portal-login-consent');
const submitWords = (element: PortalLogin) =>
  form(element)?.querySelector('.portal-login-submit')?.textContent?.trim();
/** The owner asks for something else from now on. */
const decide = (backend: MemoryBackend, wanted: SignInOptions['consent']): void =>
  void Object.assign(backend.settings.signIn, { consent: wanted });

describe('portal-login and consent', () => {
  const before = location.href;
  afterEach(() => history.replaceState(null, '', before));

  describe('of somebody who is invited', () => {
    /** Where the mail’s link leads; `told` unless the address does not say what it is. */
    async function invited({ told = true, ...options }: SceneOptions & { told?: boolean } = {}) {
      const backend = backendWith({ signIn });
      const token = backend.invite({ email: nova, name: 'Nova Lind' });
      history.replaceState(null, '', `#/reset?token=${token}${told ? '&for=invitation' : ''}`);
      const made = await scene({ backend, ...options });
      await until(() => form(made.element));
      return made;
    }

    it('stands with the password, and leaves no trace in the address', async () => {
      const { element } = await invited();
      expect(location.hash).to.equal('#/reset');
      expect(element.view).to.equal('reset');
      expect(words(element)).to.contain('Your account is ready with it.');
      await until(() => text(element)?.shadowRoot?.querySelector('a'));
      const link = text(element)!.shadowRoot!.querySelector('a')!;
      expect(link.href).to.equal('https://lumen.example/privacy');
      expect(link.rel).to.contain('noopener');
      expect(document.getElementById(`${field(element, 'consent').id}-label`)).to.have.text(consent.label);
      expect(field(element, 'consent').checked).to.be.false;
      await expect(element).to.be.accessible();
      expect(fits(element, 288)).to.be.true;
    });

    it('is needed, and says so at its box', async () => {
      const { element, calls } = await invited();
      fill(element, { password: chosen });
      submit(element);
      await until(() => faultOf(element, 'consent'));
      expect(faultOf(element, 'consent')).to.equal('Please agree to go on.');
      expect(focused()).to.equal(field(element, 'consent'));
      expect(field(element, 'password').value).to.equal(chosen);
      expect(calls).not.to.include('session.reset');
      await expect(element).to.be.accessible();
    });

    it('begins the account, by keyboard alone', async () => {
      const { element, backend, portal } = await invited();
      field(element, 'password').focus();
      await sendKeys({ type: chosen });
      // Past the eye and the text, which scrolls.
      for (let presses = 0; focused() !== field(element, 'consent') && presses < 5; presses++)
        await sendKeys({ press: 'Tab' });
      expect(focused()).to.equal(field(element, 'consent'));
      await sendKeys({ press: ' ' });
      await sendKeys({ press: 'Enter' });
      await until(() => portal.session.value);
      expect(portal.session.value?.contact).to.include({ email: nova, name: 'Nova Lind' });
      expect(backend.consentOf(nova)?.version).to.equal(consent.version);
    });

    it('is asked for where the address does not say so, with the password kept', async () => {
      const { element, backend, portal } = await invited({ told: false });
      expect(field(element, 'consent')).to.be.null;
      fill(element, { password: chosen });
      submit(element);
      await until(() => field(element, 'consent'));
      await until(() => focused() === field(element, 'consent'));
      expect(faultOf(element, 'consent')).to.equal('Please agree to go on.');
      expect(field(element, 'password').value).to.equal(chosen);
      expect(alert(element)).to.be.undefined;
      fill(element, { consent: true });
      submit(element);
      await until(() => portal.session.value);
      expect(backend.consentOf(nova)?.version).to.equal(consent.version);
    });

    it('is to the text as it is now: another one is shown, and not agreed to yet', async () => {
      const { element, backend, portal } = await invited();
      fill(element, { password: chosen, consent: true });
      decide(backend, later);
      submit(element);
      await until(() => text(element)?.textContent?.includes('address'));
      await until(() => focused() === field(element, 'consent'));
      expect(field(element, 'consent').checked).to.be.false;
      expect(field(element, 'password').value).to.equal(chosen);
      expect(faultOf(element, 'consent')).to.equal('Please agree to go on.');
      fill(element, { consent: true });
      submit(element);
      await until(() => portal.session.value);
      expect(backend.consentOf(nova)?.version).to.equal(later.version);
    });

    it('is not asked for where the owner asks for none any more', async () => {
      const { element, backend, portal } = await invited();
      decide(backend, undefined);
      fill(element, { password: chosen, consent: true });
      submit(element);
      await until(() => portal.session.value);
      expect(backend.consentOf(nova)).to.be.undefined;
    });

    it('is not asked of who has forgotten a password', async () => {
      const backend = backendWith({ signIn });
      await backend.adapter().session.requestReset!('alice@acme.example');
      history.replaceState(null, '', `#/reset?token=${backend.mails.at(-1)?.token}`);
      const { element, portal } = await scene({ backend });
      expect(words(element)).to.contain('You will be signed out everywhere else.');
      expect(field(element, 'consent')).to.be.null;
      fill(element, { password: chosen });
      submit(element);
      await until(() => portal.session.value);
    });

    it('says that the link no longer works where it was used', async () => {
      const { element, backend } = await invited();
      const token = element.mailedToken!;
      await backend.adapter().session.reset!(token, chosen, { consent: consent.version });
      fill(element, { password: chosen, consent: true });
      submit(element);
      await until(() => heading(element) === 'This link no longer works');
    });

    it('leaves a parameter of the page’s own alone', async () => {
      const backend = backendWith({ signIn });
      history.replaceState(null, '', '?token=made-up&for=print');
      const { element } = await scene({ backend, view: 'reset' });
      expect(new URLSearchParams(location.search).get('for')).to.equal('print');
      expect(field(element, 'consent')).to.be.null;
    });
  });

  describe('of somebody who comes back from a provider', () => {
    /** Back at the page, with what the provider has brought. */
    async function arrived(options: SceneOptions & { now?: () => Date } = {}): Promise<Scene> {
      const { now, settings, ...more } = options;
      const backend = backendWith(
        { signIn, ...settings },
        { providers: { acme: { email: nova, name: 'Nova Lind' } }, ...(now && { now }) },
      );
      const returnTo = location.href;
      const away = await backend.adapter().session.signIn({ method: 'redirect', provider: 'acme', returnTo });
      history.replaceState(null, '', away.state === 'redirect' ? new URL(away.url).hash : '');
      expect(location.hash).to.contain('portico-code');
      const made = await scene({ backend, ...more });
      await until(() => form(made.element));
      return made;
    }

    it('has a view of its own, and nothing else beside it', async () => {
      const { element, portal, backend } = await arrived();
      expect(element.view).to.equal('consent');
      expect(heading(element)).to.equal('One more thing');
      expect(words(element)).to.contain('To come in, agree to what Lumen Support asks of everybody.');
      expect([...form(element)!.elements].map((control) => control.getAttribute('name') ?? '')).to.eql([
        'consent',
        '',
      ]);
      expect(submitWords(element)).to.equal('Agree and continue');
      expect(part(element, 'providers')).to.be.null;
      await until(() => text(element)?.shadowRoot?.querySelector('strong'));
      expect(portal.session.value).to.be.null;
      expect(() => backend.consentOf(nova), 'there is no account').to.throw();
      // The code is kept where no script of the page and no history finds it.
      expect(location.href).to.equal(before);
      expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])).not.to.contain(
        'exchange-',
      );
      await expect(element).to.be.accessible();
      expect(fits(element, 288)).to.be.true;
    });

    it('signs in once it is given, and keeps which and when', async () => {
      const { element, portal, backend } = await arrived();
      let signedIn = 0;
      element.addEventListener('portal-signed-in', () => signedIn++);
      fill(element, { consent: true });
      submit(element);
      submit(element);
      await until(() => portal.session.value);
      expect(portal.session.value?.contact).to.include({ email: nova, name: 'Nova Lind' });
      expect(backend.consentOf(nova)?.version).to.equal(consent.version);
      expect(portal.arrival.value).to.be.undefined;
      await until(() => part(element, 'signed-in'));
      expect(form(element)).to.be.null;
      expect(signedIn).to.equal(1);
    });

    it('is needed, and says so at its box', async () => {
      const { element, calls } = await arrived();
      const exchanges = calls.filter((name) => name === 'session.signIn').length;
      submit(element);
      await until(() => faultOf(element, 'consent'));
      expect(faultOf(element, 'consent')).to.equal('Please agree to go on.');
      expect(focused()).to.equal(field(element, 'consent'));
      expect(calls.filter((name) => name === 'session.signIn').length).to.equal(exchanges);
      await expect(element).to.be.accessible();
    });

    it('by keyboard alone', async () => {
      const { element, portal } = await arrived();
      await until(() => text(element)?.shadowRoot?.querySelector('a'));
      (text(element) as HTMLElement).focus();
      const stops: string[] = [];
      for (let presses = 0; presses < 4; presses++) {
        await sendKeys({ press: 'Tab' });
        const at = focused() as HTMLElement;
        stops.push(at.getAttribute('name') ?? at.textContent.trim());
      }
      expect(stops).to.eql(['how', 'consent', 'Agree and continue', 'I do not agree']);
      field(element, 'consent').focus();
      await sendKeys({ press: ' ' });
      await sendKeys({ press: 'Enter' });
      await until(() => portal.session.value);
    });

    it('not given leads to the sign-in, without session and without the code', async () => {
      const { element, portal } = await arrived();
      part(element, 'disagree-button')!.click();
      await until(() => heading(element) === 'Sign in');
      await until(() => focused() === field(element, 'email'));
      expect(portal.arrival.value).to.be.undefined;
      expect(portal.session.value).to.be.null;
      expect(field(element, 'consent')).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('given too late says that it took too long', async () => {
      let at = Date.now();
      const { element, portal } = await arrived({ now: () => new Date(at) });
      at += 15 * 60_000 + 1000;
      fill(element, { consent: true });
      submit(element);
      await until(() => heading(element) === 'That did not work');
      expect(words(element)).to.contain('Signing in took too long. Please try again.');
      await until(() => focused() === part(element, 'heading'));
      part(element, 'retry-button')!.click();
      await until(() => heading(element) === 'Sign in');
      expect(portal.arrival.value).to.be.undefined;
    });

    it('given by who is not let in any more says so', async () => {
      const { element, backend } = await arrived({
        settings: { contactHint: 'Write to help@lumen.example.' },
      });
      fill(element, { consent: true });
      backend.failNext('session.signIn', new PortalError('forbidden'));
      submit(element);
      await until(() => heading(element) === 'No access');
      expect(words(element)).to.contain('Write to help@lumen.example.');
    });

    it('can be given again where the line was down', async () => {
      const { element, backend, portal } = await arrived();
      fill(element, { consent: true });
      cut(backend, 'session.signIn');
      submit(element);
      await until(() => alert(element));
      expect(element.view).to.equal('consent');
      expect(field(element, 'consent').checked).to.be.true;
      submit(element);
      await until(() => portal.session.value);
    });

    it('is to the text as it is now', async () => {
      const { element, backend, portal } = await arrived();
      fill(element, { consent: true });
      decide(backend, later);
      submit(element);
      await until(() => text(element)?.textContent?.includes('address'));
      await until(() => focused() === field(element, 'consent'));
      expect(field(element, 'consent').checked).to.be.false;
      fill(element, { consent: true });
      submit(element);
      await until(() => portal.session.value);
      expect(backend.consentOf(nova)?.version).to.equal(later.version);
    });

    it('renders a hostile text inert', async () => {
      const hostile = { ...consent, text: '<img src=x onerror="window.pwned=1"><script>1</script>Yes' };
      const { element } = await arrived({ settings: { signIn: { ...signIn, consent: hostile } } });
      await until(() => text(element)?.shadowRoot?.textContent?.includes('Yes'));
      expect(text(element)!.shadowRoot!.querySelector('img, script')).to.be.null;
      expect('pwned' in window).to.be.false;
    });

    it('stays while the element is away', async () => {
      const { element, portal } = await arrived();
      const { parentElement } = element;
      element.remove();
      parentElement!.append(element);
      await element.updateComplete;
      expect(heading(element)).to.equal('One more thing');
      fill(element, { consent: true });
      submit(element);
      await until(() => portal.session.value);
    });

    it('takes the page’s words for the view', async () => {
      const { element } = await arrived({
        prepare: (login) =>
          (login.innerHTML = '<h2 slot="consent-heading">Our terms</h2><p slot="consent">Please read.</p>'),
      });
      const slots = [...element.shadowRoot!.querySelectorAll('slot')];
      const given = (name: string) => slots.find((slot) => slot.name === name)?.assignedElements();
      expect(given('consent-heading')?.[0]).to.have.text('Our terms');
      expect(given('consent')?.[0]).to.have.text('Please read.');
    });

    it('of who has agreed before is not asked', async () => {
      const { element, portal, backend } = await arrived();
      fill(element, { consent: true });
      submit(element);
      await until(() => portal.session.value);
      const second = backend.adapter();
      const away = await second.session.signIn({
        method: 'redirect',
        provider: 'acme',
        returnTo: location.href,
      });
      const url = away.state === 'redirect' ? new URL(away.url) : undefined;
      const code = new URLSearchParams(url?.hash.slice(1)).get('portico-code') ?? '';
      expect((await second.session.signIn({ method: 'exchange', code })).state).to.equal('signed-in');
    });
  });

  it('shows the view for a look at it, and leads nowhere without somebody who came', async () => {
    const { element } = await scene({ settings: { signIn }, view: 'consent' });
    expect(heading(element)).to.equal('One more thing');
    fill(element, { consent: true });
    submit(element);
    await until(() => heading(element) === 'That did not work');
  });

  it('has no such view where the owner asks for none', async () => {
    const { element } = await scene({ settings: { signIn: everyWay }, view: 'consent' });
    expect(heading(element)).to.equal('Sign in');
  });

  it('at registration is to the text as it is now, too', async () => {
    const { element, backend } = await scene({ settings: { signIn }, view: 'register' });
    fill(element, { name: 'Nova', email: nova, password: chosen, consent: true });
    decide(backend, later);
    submit(element);
    await until(() => text(element)?.textContent?.includes('address'));
    await until(() => focused() === field(element, 'consent'));
    expect(field(element, 'consent').checked).to.be.false;
    fill(element, { consent: true });
    submit(element);
    await until(() => backend.mails.length);
  });

  it('speaks Polish', async () => {
    const { element } = await scene({
      settings: { signIn },
      view: 'consent',
      prepare: (login) => (login.lang = 'pl'),
    });
    await until(() => heading(element) === 'Jeszcze jedno');
    expect(submitWords(element)).to.equal('Zgadzam się i wchodzę');
  });
});
