import { expect } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { PortalLogin } from '../../src/components/portal-login/portal-login.ts';
import {
  everyWay,
  field,
  fill,
  form,
  scene,
  submit,
  alert,
  type SceneOptions,
} from './portal-login-fixture.ts';
import { alice, focused, part, password, until, words } from './portal-helpers.ts';

const heading = (element: PortalLogin) => part(element, 'heading')?.textContent?.trim();
const providers = (element: PortalLogin) => [
  ...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=provider-button]'),
];

describe('portal-login by other ways', () => {
  const before = location.href;
  afterEach(() => history.replaceState(null, '', before));

  describe('identity providers', () => {
    const providing = (options: SceneOptions = {}) =>
      scene({
        settings: { signIn: everyWay },
        rules: { providers: { google: { email: alice }, acme: 'denied' } },
        ...options,
      });

    it('stand below the fields, in words of their own, with a mark where there is one', async () => {
      const { element } = await providing();
      expect(providers(element).map((button) => button.textContent?.trim())).to.eql([
        'Continue with Google',
        'Acme single sign-on',
      ]);
      expect(providers(element).map((button) => !!button.querySelector('svg'))).to.eql([true, false]);
      const after = (one: Node, other: Node) =>
        one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      const slot = element.shadowRoot!.querySelector('slot[name=form]')!;
      expect(after(slot, part(element, 'providers')!)).to.be.ok;
      await expect(element).to.be.accessible();
      element.providersFirst = true;
      await element.updateComplete;
      expect(after(part(element, 'providers')!, element.shadowRoot!.querySelector('slot[name=form]')!)).to.be
        .ok;
    });

    it('are all there is where the portal wants no passwords', async () => {
      const { methods: _, ...rest } = everyWay;
      const { element } = await providing({ settings: { signIn: { ...rest, methods: ['redirect'] } } });
      expect(form(element)).to.be.null;
      expect(element.shadowRoot!.querySelector('.divider')).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('are absent where the backend cannot', async () => {
      const { element } = await providing({ capabilities: { signIn: ['password'] } });
      expect(providers(element)).to.be.empty;
      expect(form(element)!.querySelector('[value=link]')).to.be.null;
    });

    it('lead away, and back to where the person is', async () => {
      history.replaceState(null, '', '#/tickets/42');
      const { element } = await providing();
      providers(element)[0]!.click();
      await until(() => location.hash.startsWith('#portico-code='));
      expect(location.hash).to.match(/&portico-hash=%2Ftickets%2F42$/);
    });

    it('lead to pages of the web only', async () => {
      const { element, portal } = await providing();
      portal.signIn = () => Promise.resolve({ state: 'redirect', url: 'javascript:window.pwned=1' });
      const { href } = location;
      providers(element)[0]!.click();
      await until(() => !providers(element)[0]?.textContent?.includes('Signing in'));
      expect(location.href).to.equal(href);
      expect('pwned' in window).to.be.false;
    });

    it('say when they do not answer', async () => {
      const { element, backend } = await providing();
      backend.failNext('session.signIn', new PortalError('unavailable'));
      providers(element)[0]!.click();
      await until(() => alert(element));
      expect(alert(element)).to.equal('The support service does not answer at the moment.');
    });
  });

  describe('coming back without a session', () => {
    for (const [reason, title] of [
      ['denied', 'No access'],
      ['failed', 'That did not work'],
      ['expired', 'That did not work'],
    ] as const)
      it(`says so, and leads on: ${reason}`, async () => {
        const { element } = await scene({
          settings: { contactHint: 'Write to help@lumen.example.' },
          prepare: (_, portal) => portal.arrival.set(reason),
        });
        await until(() => heading(element) === title);
        expect(form(element)).to.be.null;
        expect(words(element).includes('Write to help@lumen.example.')).to.equal(reason === 'denied');
        expect(words(element).includes('took too long')).to.equal(reason === 'expired');
        await expect(element).to.be.accessible();
        part(element, 'retry-button')!.click();
        await until(() => focused() === field(element, 'email'));
        expect(heading(element)).to.equal('Sign in');
      });
  });

  it('says to somebody who is known and not let in whom to ask, and offers another account', async () => {
    const { element, portal } = await scene({
      settings: { contactHint: 'Write to help@lumen.example.' },
      rules: { admits: (email) => email !== alice },
    });
    fill(element, { email: alice, password });
    submit(element);
    await until(() => heading(element) === 'No access');
    expect(element.view).to.equal('denied');
    expect(words(element)).to.contain('Write to help@lumen.example.');
    expect(portal.session.value).to.be.null;
    part(element, 'retry-button')!.click();
    await until(() => form(element));
    expect(field(element, 'email').value, 'the next person starts afresh').to.equal('');
    expect(field(element, 'password').value).to.equal('');
  });

  describe('while the portal is off', () => {
    const off = () => scene({ settings: { enabled: false, contactHint: 'Write to help@lumen.example.' } });

    it('says so with whom to ask, and shows no fields', async () => {
      const { element } = await off();
      expect(heading(element)).to.equal('Closed for now');
      expect(words(element)).to.contain('This portal is not open at the moment.');
      expect(words(element)).to.contain('Write to help@lumen.example.');
      expect(form(element)).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('lets staff to the fields, and newcomers nowhere', async () => {
      const { element } = await off();
      part(element, 'staff-link')!.click();
      await until(() => focused() === field(element, 'email'));
      expect(part(element, 'register-link')).to.be.null;
    });
  });

  describe('somebody whose address is known', () => {
    const known = () => scene({ prepare: (element) => void (element.email = alice) });

    it('types only the password', async () => {
      const { element, portal } = await known();
      expect(form(element)!.querySelector('.portal-login-address')).to.have.text(alice);
      expect(field(element, 'email').autocomplete).to.equal('username');
      expect(field(element, 'email').hidden).to.be.true;
      await expect(element).to.be.accessible();
      fill(element, { password });
      submit(element);
      await until(() => portal.session.value?.contact.email === alice);
    });

    it('signs in again without another heading, and without a way to register', async () => {
      const { element } = await scene({
        prepare: (element) => Object.assign(element, { email: alice, again: true }),
      });
      expect(part(element, 'heading')).to.be.null;
      expect(part(element, 'register-link')).to.be.null;
      expect(part(element, 'card')).to.have.attribute('aria-label', 'Sign in');
      await expect(element).to.be.accessible();
    });

    it('may be somebody else', async () => {
      const { element } = await known();
      form(element)!.querySelector<HTMLElement>('.portal-login-known button')!.click();
      await until(() => focused() === field(element, 'email'));
      expect(field(element, 'email').value).to.equal('');
      expect(element.email).to.be.undefined;
    });
  });

  describe('the owner’s words', () => {
    it('take the place of ours in each view', async () => {
      const { element } = await scene({
        prepare(element) {
          element.innerHTML =
            '<p slot="forgot">Ours only</p><h2 slot="forgot-heading">Forgetful?</h2><p slot="denied">Members only</p>';
        },
      });
      for (const view of ['forgot', 'denied'] as const) {
        element.view = view;
        await element.updateComplete;
        const child = element.querySelector<HTMLElement>(`[slot=${view}]`)!;
        expect(child.assignedSlot, view).not.to.be.null;
      }
      element.view = 'forgot';
      await element.updateComplete;
      expect(element.querySelector<HTMLElement>('h2')!.assignedSlot).not.to.be.null;
    });

    it('are asked for by the attribute alone', async () => {
      for (const [view, title] of [
        ['signed-out', 'You are signed out'],
        ['denied', 'No access'],
        ['failed', 'That did not work'],
        ['link-expired', 'This link no longer works'],
        ['check-email', 'Check your e-mail'],
      ] as const) {
        const { element } = await scene({ view });
        expect(heading(element), view).to.equal(title);
        expect(element.getAttribute('view')).to.equal(view);
        await expect(element).to.be.accessible();
        element.style.colorScheme = 'dark';
        await expect(element).to.be.accessible();
      }
    });
  });
});
