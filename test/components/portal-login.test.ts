import { expect, fixtureSync, html, oneEvent } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { PortalLogin } from '../../src/components/portal-login/portal-login.ts';
import {
  alert,
  faultOf,
  field,
  fill,
  form,
  newcomer,
  scene,
  submit,
  type SceneOptions,
} from './portal-login-fixture.ts';
import {
  alice,
  backendWith,
  focused,
  part,
  password,
  place,
  portalFor,
  until,
  words,
} from './portal-helpers.ts';

describe('portal-login', () => {
  describe('signing in', () => {
    it('stands in the page’s own tree, where password managers see it', async () => {
      const { element } = await scene();
      expect(form(element)!.getRootNode()).to.equal(document);
      expect(form(element)!.assignedSlot).not.to.be.null;
      expect(field(element, 'email').autocomplete).to.equal('username');
      expect(field(element, 'email').type).to.equal('email');
      expect(field(element, 'password').autocomplete).to.equal('current-password');
      expect(part(element, 'heading')).to.have.text('Sign in');
      expect(part(element, 'portal-name')).to.have.text('to Lumen Support');
    });

    it('has no accessibility faults, in both schemes', async () => {
      const { element } = await scene();
      await expect(element).to.be.accessible();
      element.style.colorScheme = 'dark';
      await expect(element).to.be.accessible();
    });

    it('signs in, and says so without a secret', async () => {
      const { element, portal } = await scene();
      fill(element, { email: `  ${alice} `, password });
      setTimeout(() => submit(element));
      const event = await oneEvent(element, 'portal-signed-in');
      expect(event.bubbles && event.composed).to.be.true;
      expect(JSON.stringify({ ...event })).not.to.contain(password);
      expect(portal.session.value?.contact.email).to.equal(alice);
      await element.updateComplete;
      expect(form(element), 'the fields go, and what was typed with them').to.be.null;
    });

    it('says the same of an unknown address and a wrong password, beside the fields', async () => {
      const said: (string | undefined)[] = [];
      for (const email of ['nobody@acme.example', alice]) {
        const { element } = await scene();
        fill(element, { email, password: 'not this one' });
        submit(element);
        await until(() => alert(element));
        said.push(alert(element));
        expect(field(element, 'email').value).to.equal(email);
        expect(field(element, 'password').value).to.equal('');
        expect(focused()?.getAttribute('role')).to.equal('alert');
        await expect(element).to.be.accessible();
      }
      expect(said).to.eql([said[0], 'This e-mail and password do not match an account.']);
    });

    it('says what is missing at the fields, focuses the first, and asks nobody', async () => {
      const { element, calls } = await scene();
      submit(element);
      await until(() => faultOf(element, 'email'));
      expect(faultOf(element, 'email')).to.equal('This is needed.');
      expect(faultOf(element, 'password')).to.equal('This is needed.');
      expect(focused()).to.equal(field(element, 'email'));
      fill(element, { email: 'no address' });
      submit(element);
      await until(() => faultOf(element, 'email') !== 'This is needed.');
      expect(faultOf(element, 'email')).to.equal('This does not look right.');
      expect(calls).not.to.include('session.signIn');
      await expect(element).to.be.accessible();
    });

    it('tells how long to wait after too many tries', async () => {
      const { element, backend } = await scene();
      backend.failNext('session.signIn', new PortalError('rate-limited', '', { retryAfter: 600 }));
      fill(element, { email: alice, password });
      submit(element);
      await until(() => alert(element));
      expect(alert(element)).to.equal('Too many tries. Please wait a while. Please try again in 10 minutes.');
    });

    it('keeps what was typed while the line is down', async () => {
      const { element, backend } = await scene();
      backend.failNext('session.signIn', new PortalError('offline'));
      fill(element, { email: alice, password });
      let code: string | undefined;
      element.addEventListener('portal-error', ({ error }) => (code = error.code));
      submit(element);
      await until(() => code);
      expect(code).to.equal('offline');
      await element.updateComplete;
      expect(alert(element)).to.equal('No connection. Please check the network.');
      expect(field(element, 'password').value).to.equal(password);
    });

    it('asks once, however often the button is pressed', async () => {
      const { element, calls } = await scene({ latency: 20 });
      fill(element, { email: alice, password });
      submit(element);
      submit(element);
      await element.updateComplete;
      const button = form(element)!.querySelector<HTMLButtonElement>('[type=submit]')!;
      expect(button).to.have.trimmed.text('Signing in…');
      expect(button.disabled).to.be.false;
      button.click();
      await oneEvent(element, 'portal-signed-in');
      expect(calls.filter((name) => name === 'session.signIn')).to.have.length(1);
    });

    it('shows the password when asked, and hides it again before it is sent', async () => {
      const { element } = await scene();
      const show = form(element)!.querySelector<HTMLElement>('.portal-login-show')!;
      const input = field(element, 'password');
      input.value = 'visible';
      show.click();
      await element.updateComplete;
      expect(input.type).to.equal('text');
      expect(show).to.have.attribute('aria-pressed', 'true');
      submit(element);
      await element.updateComplete;
      expect(input.type).to.equal('password');
      expect(input.value).to.equal('visible');
    });

    it('says how the last session ended', async () => {
      const { element, portal, backend } = await scene({ signedInAs: alice });
      expect(form(element)).to.be.null;
      backend.expireSessions();
      await until(() => part(element, 'note'));
      expect(part(element, 'note')).to.have.text('Your session has ended. Sign in to go on where you were.');
      await portal.signIn({ method: 'password', email: alice, password });
      await portal.signOut();
      await element.updateComplete;
      expect(part(element, 'note')).to.have.text('You are signed out.');
    });

    it('keeps no name for the next person to find', async () => {
      const { element, portal } = await scene();
      fill(element, { email: alice, password });
      submit(element);
      await oneEvent(element, 'portal-signed-in');
      await element.updateComplete;
      expect(element.shadowRoot!.textContent).to.include('Alice Martin');
      await portal.signOut();
      await until(() => form(element));
      expect(element.shadowRoot!.textContent).not.to.include('Alice');
    });
  });

  describe('registering', () => {
    const toRegister = (options: SceneOptions = {}) => scene({ view: 'register', ...options });

    it('is offered below the fields, only where both the portal and its backend allow it', async () => {
      const { element } = await scene();
      expect(part(element, 'register-link')).to.have.trimmed.text('Register here');
      const signIn = { methods: ['password' as const], registration: false };
      const off = await scene({ settings: { signIn }, view: 'register' });
      expect(part(off.element, 'register-link')).to.be.null;
      expect(part(off.element, 'heading'), 'nor by its view').to.have.text('Sign in');
      const cannot = await scene({ capabilities: { registration: false } });
      expect(part(cannot.element, 'register-link')).to.be.null;
    });

    it('opens in place, with the focus on its first field, or follows the portal’s link', async () => {
      const { element } = await scene();
      part(element, 'register-link')!.click();
      await until(() => focused() === field(element, 'name'));
      expect(part(element, 'heading')).to.have.text('Register');
      const linked = await scene({ links: { register: '/help/register' } });
      expect(part(linked.element, 'register-link')).to.have.attribute('href', '/help/register');
    });

    it('asks for a new password by the words that browsers understand', async () => {
      const { element } = await toRegister();
      expect(field(element, 'password').autocomplete).to.equal('new-password');
      expect(field(element, 'name').autocomplete).to.equal('name');
      expect(field(element, 'email').autocomplete).to.equal('email');
      await expect(element).to.be.accessible();
    });

    it('registers with the consent’s version, and says to check the mail', async () => {
      const { element, backend, portal } = await toRegister();
      fill(element, newcomer);
      submit(element);
      await until(() => part(element, 'message'));
      expect(words(element)).to.contain('We have sent a message to nova@acme.example.');
      expect(backend.mails.map(({ kind }) => kind)).to.eql(['verify']);
      expect(portal.session.value).to.be.null;
      expect(focused()).to.equal(part(element, 'heading'));
      await expect(element).to.be.accessible();
      part(element, 'retype-button')!.click();
      await until(() => form(element));
      expect(part(element, 'heading')).to.have.text('Register');
      expect(field(element, 'email').value, 'the address is still there').to.equal(newcomer.email);
    });

    it('says the same for an address that is known already', async () => {
      const { element } = await toRegister();
      fill(element, { ...newcomer, email: alice });
      submit(element);
      await until(() => part(element, 'message'));
      expect(words(element)).to.contain(`We have sent a message to ${alice}.`);
    });

    it('needs the consent, and says so at its box', async () => {
      const { element, calls } = await toRegister();
      fill(element, { ...newcomer, consent: false });
      submit(element);
      await until(() => faultOf(element, 'consent'));
      expect(faultOf(element, 'consent')).to.equal('Please agree to go on.');
      expect(focused()).to.equal(field(element, 'consent'));
      expect(calls).not.to.include('session.register');
      await expect(element).to.be.accessible();
    });

    it('shows the consent text with its links, out of the page’s reach', async () => {
      const { element } = await toRegister();
      const text = form(element)!.querySelector('.portal-login-consent')!;
      await until(() => text.shadowRoot?.querySelector('a'));
      const link = text.shadowRoot!.querySelector('a')!;
      expect(link.href).to.equal('https://lumen.example/privacy');
      expect(link.rel).to.contain('noopener');
    });

    it('leads to a notice on the same site, named without the site', async () => {
      const consent = { version: '1', text: 'As the [notice](/privacy/#kept) says', label: 'I agree' };
      const signIn = { methods: ['password' as const], registration: true, consent };
      const { element } = await toRegister({ settings: { signIn } });
      const text = form(element)!.querySelector('.portal-login-consent')!;
      await until(() => text.shadowRoot?.querySelector('a'));
      expect(text.shadowRoot!.querySelector('a')!.href).to.equal(`${location.origin}/privacy/#kept`);
    });

    it('renders a hostile consent text inert', async () => {
      const consent = {
        version: '1',
        text: '<img src=x onerror="window.pwned=1"><script>1</script>Yes',
        label: '<b>I</b>',
      };
      const signIn = { methods: ['password' as const], registration: true, consent };
      const { element } = await toRegister({ settings: { signIn } });
      const text = form(element)!.querySelector('.portal-login-consent')!;
      await until(() => text.shadowRoot?.textContent?.includes('Yes'));
      expect(text.shadowRoot!.querySelector('img, script')).to.be.null;
      expect(form(element)!.querySelector('b')).to.be.null;
      expect('pwned' in window).to.be.false;
    });

    it('has no box where no consent is asked for', async () => {
      const signIn = { methods: ['password' as const], registration: true };
      const { element, backend } = await toRegister({ settings: { signIn } });
      expect(form(element)!.elements.namedItem('consent')).to.be.null;
      const { consent: _, ...values } = newcomer;
      fill(element, values);
      submit(element);
      await until(() => backend.mails.length);
      expect(backend.mails[0]?.to).to.equal(newcomer.email);
    });

    it('puts the backend’s faults at their fields, and keeps the values', async () => {
      const { element } = await toRegister();
      fill(element, { ...newcomer, password: 'short' });
      submit(element);
      await until(() => faultOf(element, 'password'));
      expect(faultOf(element, 'password')).to.equal('At least 8 characters.');
      expect(focused()).to.equal(field(element, 'password'));
      expect(field(element, 'name').value).to.equal(newcomer.name);
      expect(field(element, 'consent').checked).to.be.true;
    });
  });

  describe('the other states', () => {
    it('says who is signed in, with the way to the tickets', async () => {
      const { element } = await scene({ signedInAs: alice, links: { list: '/help/tickets' } });
      expect(part(element, 'signed-in')).to.have.text('Signed in as Alice Martin');
      expect(part(element, 'tickets-link')).to.have.attribute('href', '/help/tickets');
      expect(form(element)).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('shows a skeleton until it is known who is there', async () => {
      const portal = portalFor(backendWith(), { latency: 1000 });
      const parent = place(portal);
      parent.innerHTML = '<portal-login></portal-login>';
      const element = parent.querySelector('portal-login')!;
      await element.updateComplete;
      expect(part(element, 'card')).to.have.attribute('aria-busy', 'true');
      expect(form(element)).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('says that the portal does not answer, and tries again', async () => {
      const { element, backend, portal } = await scene({ signedInAs: alice });
      backend.failNext('start', new PortalError('unavailable'));
      portal.settings.set(undefined);
      await portal.restart().catch(() => undefined);
      await until(() => part(element, 'retry-button'));
      part(element, 'retry-button')!.click();
      await until(() => part(element, 'signed-in'));
    });

    it('takes the page’s own heading and footer', async () => {
      const { portal } = await scene();
      const parent = place(portal);
      parent.innerHTML =
        '<portal-login><h2 slot="heading">Hello</h2><p slot="footer">Ask us</p></portal-login>';
      const element = parent.querySelector('portal-login')!;
      await element.updateComplete;
      for (const child of element.querySelectorAll('[slot=heading], [slot=footer]'))
        expect((child as HTMLElement).assignedSlot).not.to.be.null;
    });
  });

  describe('its life', () => {
    it('keeps what is typed when it is moved', async () => {
      const { element } = await scene();
      fill(element, { email: alice });
      const other = fixtureSync(html`<section></section>`);
      element.parentElement!.append(other);
      other.append(element);
      await element.updateComplete;
      expect(element.querySelectorAll('form')).to.have.length(1);
      expect(field(element, 'email').value).to.equal(alice);
    });

    it('styles its fields in a shadow tree too, and replaces the fields of a copied element', async () => {
      const { element, portal } = await scene();
      const parent = place(portal);
      const root = parent.attachShadow({ mode: 'open' });
      const copy = element.cloneNode(true) as PortalLogin;
      root.append(copy);
      await copy.updateComplete;
      expect(copy.querySelectorAll('form')).to.have.length(1);
      const input = copy.querySelector('input')!;
      expect(getComputedStyle(input).borderRadius).to.equal('6px');
      fill(copy, { email: alice, password });
      submit(copy);
      await until(() => portal.session.value);
    });

    it('has its fields once when two of them are on a page', async () => {
      const one = await scene();
      const two = await scene();
      const ids = [...document.querySelectorAll('portal-login [id]')].map(({ id }) => id);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(form(one.element)).not.to.equal(form(two.element));
      const sheets = document.adoptedStyleSheets;
      expect(new Set(sheets).size).to.equal(sheets.length);
    });

    it('can be styled by a page without !important', async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('portal-login .portal-login-submit { background: rgb(1, 2, 3) }');
      document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
      const { element } = await scene();
      const button = form(element)!.querySelector('[type=submit]')!;
      expect(getComputedStyle(button).backgroundColor).to.equal('rgb(1, 2, 3)');
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    });

    it('fits a narrow place', async () => {
      const { element } = await scene({ view: 'register' });
      element.style.inlineSize = '288px';
      expect(part(element, 'card')!.scrollWidth).to.be.at.most(288);
    });
  });
});
