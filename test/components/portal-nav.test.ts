import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import { PortalError } from '../../src/api/errors.ts';
import '../../src/components/portal-nav/define.ts';
import { viewAt } from '../../src/components/portal-nav/current.ts';
import { navLook, type PortalNav } from '../../src/components/portal-nav/portal-nav.ts';
import type { PortalLinks } from '../../src/portal/links.ts';
import { Outbox } from '../../src/portal/outbox.ts';
import { Portal } from '../../src/portal/portal.ts';
import { alice, backendWith, focused, part, place, portalFor, until, words } from './portal-helpers.ts';

const links: PortalLinks = {
  list: '/help/tickets',
  ticket: '/help/ticket?id={id}',
  form: '/help/new',
  signIn: '/help/sign-in',
  portal: '/help',
};

async function nav(portal: Portal, attributes: Partial<PortalNav> = {}): Promise<PortalNav> {
  const parent = place(portal);
  const element = Object.assign(document.createElement('portal-nav'), attributes);
  parent.append(element);
  await portal.start().catch(() => undefined);
  await navLook.load();
  await element.updateComplete;
  return element;
}

const signedIn = (settings = {}) => portalFor(backendWith(settings), { signedInAs: alice }, { links });
const signedOut = (settings = {}) => portalFor(backendWith(settings), {}, { links });

describe('portal-nav', () => {
  describe('for somebody signed in', () => {
    it('names the portal and leads to the tickets, the form and out', async () => {
      const element = await nav(signedIn());
      expect(part(element, 'name')).to.have.trimmed.text('Lumen Support');
      expect(part(element, 'link')).to.have.attribute('href', '/help/tickets');
      expect(part(element, 'link')).to.have.trimmed.text('Tickets');
      expect(part(element, 'form-link')).to.have.attribute('href', '/help/new');
      expect(part(element, 'form-link')).to.have.trimmed.text('File a support ticket');
      expect(part(element, 'sign-out-button')).to.have.trimmed.text('Sign out');
      expect(part(element, 'sign-in-link')).to.be.null;
    });

    it('says who is signed in', async () => {
      const element = await nav(signedIn());
      expect(part(element, 'avatar')).to.have.trimmed.text('AM');
      expect(words(part(element, 'contact')!)).to.contain('Signed in as Alice Martin');
    });

    it('is a landmark without accessibility faults, in both schemes', async () => {
      const element = await nav(signedIn());
      expect(part(element, 'nav')).to.have.attribute('aria-label', 'Support portal');
      await expect(element).to.be.accessible();
      element.style.colorScheme = 'dark';
      element.style.background = '#15181d';
      await expect(element).to.be.accessible();
    });

    it('does not lead to a form where there is none, nor where tickets cannot be filed', async () => {
      expect(part(await nav(signedIn({ forms: [] })), 'form-link')).to.be.null;
      const cannot = portalFor(
        backendWith(),
        { signedInAs: alice, capabilities: { create: false } },
        { links },
      );
      expect(part(await nav(cannot), 'form-link')).to.be.null;
    });

    it('shows no link that it was not given, and none that would run a script', async () => {
      const none = portalFor(backendWith(), { signedInAs: alice });
      expect(part(await nav(none), 'link')).to.be.null;
      const hostile = portalFor(
        backendWith(),
        { signedInAs: alice },
        { links: { list: 'javascript:alert(1)' } },
      );
      expect(part(await nav(hostile), 'link')).to.be.null;
    });

    it('takes a brand and more links from the page', async () => {
      const parent = place(signedIn());
      parent.innerHTML = `<portal-nav><b slot="brand">Our logo</b><a href="/docs">Docs</a></portal-nav>`;
      const element = parent.querySelector('portal-nav')!;
      await element.updateComplete;
      const slots = [...element.shadowRoot!.querySelectorAll('slot')];
      const assigned = slots.flatMap((slot) => slot.assignedElements());
      expect(assigned.map(({ textContent }) => textContent)).to.have.members(['Our logo', 'Docs']);
    });

    it('shows names as text, whatever they hold', async () => {
      const name = '<img src=x onerror=alert(1)>';
      const element = await nav(signedIn({ name }));
      expect(part(element, 'name')).to.have.trimmed.text(name);
      expect(element.shadowRoot!.querySelector('img')).to.be.null;
    });
  });

  describe('the current view', () => {
    it('is marked where it was said', async () => {
      const element = await nav(signedIn(), { current: 'list' });
      expect(part(element, 'link')).to.have.attribute('aria-current', 'page');
      element.current = 'ticket';
      await element.updateComplete;
      expect(part(element, 'link')).to.have.attribute('aria-current', 'true');
      element.current = 'form';
      await element.updateComplete;
      expect(part(element, 'link')).to.have.attribute('aria-current', 'false');
      expect(part(element, 'form-link')).to.have.attribute('aria-current', 'page');
    });

    it('is found from the address', () => {
      const base = 'https://help.example/x/';
      const at = (address: string) => viewAt(links, address, base);
      expect(at('https://help.example/help/tickets?q=a')).to.equal('list');
      expect(at('https://help.example/help/tickets/')).to.equal('list');
      expect(at('https://help.example/help/new')).to.equal('form');
      expect(at('https://help.example/help')).to.be.undefined;
      expect(at('https://other.example/help/tickets')).to.be.undefined;
      const hashed: PortalLinks = { list: '#/tickets', ticket: '#/tickets/{id}', form: '#/new/{id}' };
      const behind = (hash: string) => viewAt(hashed, base + hash, base);
      expect(behind('#/tickets?state=open')).to.equal('list');
      expect(behind('#/tickets/42')).to.equal('ticket');
      expect(behind('#/new')).to.equal('form');
      expect(behind('#/new/support')).to.equal('form');
      expect(behind('#section')).to.be.undefined;
      expect(viewAt({ list: 'http://[' }, base, base)).to.be.undefined;
    });

    it('follows the address', async () => {
      const before = location.href;
      const element = await nav(
        portalFor(backendWith(), { signedInAs: alice }, { links: { list: '#/tickets' } }),
      );
      expect(part(element, 'link')).to.have.attribute('aria-current', 'false');
      location.hash = '#/tickets';
      await oneEvent(window, 'hashchange');
      await element.updateComplete;
      expect(part(element, 'link')).to.have.attribute('aria-current', 'page');
      history.replaceState(null, '', before);
    });
  });

  describe('signing out', () => {
    it('ends the session, tells the page, and moves the focus to the sign-in', async () => {
      const portal = signedIn();
      const element = await nav(portal);
      const button = part(element, 'sign-out-button')!;
      button.focus();
      setTimeout(() => button.click());
      await oneEvent(element, 'portal-signed-out');
      expect(portal.session.value).to.be.null;
      await until(() => focused() === part(element, 'sign-in-link'), 'focus on the sign-in link');
      expect(element.shadowRoot!.querySelector('[role=status]')).to.have.text('You are signed out.');
    });

    async function withUnsent(): Promise<{ portal: Portal; element: PortalNav; dialog: HTMLDialogElement }> {
      const backend = backendWith();
      const portal = portalFor(backend, { signedInAs: alice }, { links });
      const element = await nav(portal);
      backend.failNext('tickets.reply', 'lose-request');
      void portal.outbox.send({
        kind: 'reply',
        ticketId: 'demo-1',
        key: Outbox.newKey(),
        files: [],
        draft: { body: { format: 'markdown', content: 'Unsent' }, attachments: [] },
      });
      await until(() => portal.outbox.entries.value[0]?.status === 'waiting', 'a waiting message');
      part(element, 'sign-out-button')!.click();
      const dialog = part<HTMLDialogElement>(element, 'dialog')!;
      await until(() => dialog.open, 'the question');
      return { portal, element, dialog };
    }

    it('asks first when messages would be lost', async () => {
      const { portal, element, dialog } = await withUnsent();
      expect(dialog.textContent).to.contain('1 message is not sent yet');
      await expect(element).to.be.accessible();
      dialog.querySelector<HTMLElement>('.primary')!.click();
      await until(() => !dialog.open, 'the dialog to close');
      expect(portal.session.value).not.to.be.null;
      expect(portal.outbox.entries.value).to.have.length(1);
      portal.outbox.suspend();
    });

    it('asks first when something typed would be lost', async () => {
      const portal = signedIn();
      const element = await nav(portal);
      portal.drafts.save('reply:t-1', { values: { message: 'Half a thought' }, attachments: [] });
      part(element, 'sign-out-button')!.click();
      const dialog = part<HTMLDialogElement>(element, 'dialog')!;
      await until(() => dialog.open, 'the question');
      expect(dialog.textContent).to.contain('1 message is not sent yet');
      dialog.querySelector<HTMLElement>('.button:not(.primary)')!.click();
      await until(() => portal.session.value === null, 'the sign-out');
      expect(portal.unsentCount).to.equal(0);
    });

    it('signs out anyway when told so', async () => {
      const { portal, dialog } = await withUnsent();
      dialog.querySelector<HTMLElement>('.button:not(.primary)')!.click();
      await until(() => portal.session.value === null, 'the sign-out');
      expect(portal.outbox.entries.value).to.be.empty;
    });

    it('says so when it did not work', async () => {
      const backend = backendWith();
      const portal = portalFor(backend, { signedInAs: alice }, { links });
      const element = await nav(portal);
      backend.failNext('session.signOut', new PortalError('offline'));
      part(element, 'sign-out-button')!.click();
      await until(() => !!part(element, 'error'), 'words');
      expect(part(element, 'error')).to.have.trimmed.text('No connection. Please check the network.');
      expect(part(element, 'error')).to.have.attribute('role', 'alert');
      expect(portal.session.value).not.to.be.null;
    });
  });

  describe('for staff, who look at what customers see', () => {
    /** With a page for agents, as the gateway has one. */
    async function preview(settings = {}, staffPage: string | undefined = 'https://help.example/staff/') {
      const customer = backendWith(settings).adapter({ signedInAs: alice });
      const adapter: PortalAdapter = {
        ...customer,
        ...(staffPage && { staffPage }),
        async start(options) {
          const start = await customer.start(options);
          return { ...start, session: start.session && { ...start.session, role: 'agent' } };
        },
      };
      return nav(new Portal({ adapter, links }));
    }

    it('says so, and leads back to the agents’ page', async () => {
      const element = await preview();
      expect(words(part(element, 'preview')!)).to.equal(
        'You are looking at the portal as staff. Back to the agents’ page',
      );
      expect(part(element, 'staff-page-link')).to.have.attribute('href', 'https://help.example/staff/');
      expect(part(element, 'link')).to.have.attribute('href', '/help/tickets');
      await expect(element).to.be.accessible();
      element.style.colorScheme = 'dark';
      element.style.background = '#15181d';
      await expect(element).to.be.accessible();
    });

    it('leads nowhere where no page for agents is known, or none that is an address of the web', async () => {
      expect(part(await preview({}, ''), 'staff-page-link')).to.be.null;
      expect(part(await preview({}, ''), 'preview')).not.to.be.null;
      expect(part(await preview({}, 'javascript:alert(1)'), 'staff-page-link')).to.be.null;
    });

    it('shows the portal while it is off, and says that customers cannot see it', async () => {
      const element = await preview({ enabled: false });
      expect(words(part(element, 'preview')!)).to.contain('It is off: customers cannot see it.');
      expect(part(element, 'link')).not.to.be.null;
      expect(part(element, 'form-link')).not.to.be.null;
      const outside = await preview({ enabled: false });
      outside.outside = true;
      await outside.updateComplete;
      expect(part(outside, 'portal-link')).not.to.be.null;
    });

    it('is not told to customers', async () => {
      expect(part(await nav(signedIn()), 'preview')).to.be.null;
      const off = await nav(signedIn({ enabled: false }));
      expect(part(off, 'preview')).to.be.null;
      expect(part(off, 'link')).to.be.null;
    });

    it('does not overflow a narrow place', async () => {
      const element = await preview();
      element.style.inlineSize = '272px';
      await element.updateComplete;
      expect(part(element, 'preview')!.scrollWidth).to.be.at.most(272);
    });
  });

  describe('the way to one’s own sessions', () => {
    it('is the name, where the sessions have an address', async () => {
      const portal = portalFor(
        backendWith(),
        { signedInAs: alice },
        { links: { ...links, sessions: '/help/sessions' } },
      );
      const element = await nav(portal);
      const contact = part(element, 'contact')!;
      expect(contact).to.have.attribute('href', '/help/sessions');
      expect(words(contact))
        .to.contain('Signed in as Alice Martin')
        .and.to.contain('Where you are signed in');
      await expect(element).to.be.accessible();
      portal.links.set(links);
      await element.updateComplete;
      expect(part(element, 'contact')!.localName).to.equal('span');
    });
  });

  describe('for somebody signed out', () => {
    it('leads to the sign-in and nowhere else', async () => {
      const element = await nav(signedOut());
      expect(part(element, 'sign-in-link')).to.have.attribute('href', '/help/sign-in');
      expect(part(element, 'link')).to.be.null;
      expect(part(element, 'form-link')).to.be.null;
      expect(part(element, 'sign-out-button')).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('lets the page show its own way in', async () => {
      const element = await nav(signedOut());
      let followed: boolean | undefined;
      element.addEventListener('portal-sign-in', (event) => event.preventDefault());
      element.addEventListener('click', (event) => {
        followed = !event.defaultPrevented;
        event.preventDefault();
      });
      part(element, 'sign-in-link')!.click();
      expect(followed).to.be.false;
    });

    it('asks the page where it has no link', async () => {
      const element = await nav(portalFor(backendWith()));
      const link = part(element, 'sign-in-link')!;
      expect(link.localName).to.equal('button');
      setTimeout(() => link.click());
      expect((await oneEvent(element, 'portal-sign-in')).type).to.equal('portal-sign-in');
    });
  });

  describe('outside the portal', () => {
    it('is the way in, and nothing else', async () => {
      const element = await nav(signedIn(), { outside: true });
      expect(words(element)).to.equal('Go to Lumen Support');
      expect(part(element, 'portal-link')).to.have.attribute('href', '/help');
      await expect(element).to.be.accessible();
    });

    it('leads to where the owner says the portal is, where the page names no place', async () => {
      const at = (address: string, given: PortalLinks = {}) =>
        nav(portalFor(backendWith({ address }), {}, { links: given }), { outside: true });
      const element = await at('https://help.example/portal');
      expect(part(element, 'portal-link')).to.have.attribute('href', 'https://help.example/portal');
      const own = await at('https://help.example/portal', { list: '/tickets' });
      expect(part(own, 'portal-link')).to.have.attribute('href', '/tickets');
      expect(words(await at('javascript:alert(1)'))).to.equal('');
    });

    it('is nothing where the owner does not want the link, the portal is off, or does not answer', async () => {
      expect(words(await nav(signedIn({ showLink: false }), { outside: true }))).to.equal('');
      expect(words(await nav(signedIn({ enabled: false }), { outside: true }))).to.equal('');
      const backend = backendWith();
      backend.failNext('start', new PortalError('unavailable'));
      expect(words(await nav(portalFor(backend), { outside: true }))).to.equal('');
    });
  });

  describe('the other states', () => {
    it('shows nothing without a portal', async () => {
      const element = await fixture<PortalNav>(html`<portal-nav></portal-nav>`);
      expect(words(element)).to.equal('');
    });

    it('says when the portal does not answer, and tries again', async () => {
      const backend = backendWith();
      backend.failNext('start', new PortalError('unavailable'));
      const element = await nav(portalFor(backend, { signedInAs: alice }, { links }));
      expect(part(element, 'error')).to.have.trimmed.text(
        'The support service does not answer at the moment.',
      );
      await expect(element).to.be.accessible();
      part(element, 'retry-button')!.click();
      await until(() => !!part(element, 'sign-out-button'), 'the bar');
    });

    it('keeps its place while nothing is known yet', async () => {
      const parent = place(portalFor(backendWith(), { latency: 1000 }));
      parent.innerHTML = '<portal-nav></portal-nav>';
      const element = parent.querySelector('portal-nav')!;
      await element.updateComplete;
      expect(part(element, 'nav')!.getBoundingClientRect().height).to.be.greaterThan(30);
      expect(part(element, 'sign-in-link')).to.be.null;
    });

    it('speaks Polish where the page does', async () => {
      const portal = signedIn();
      const parent = place(portal);
      parent.lang = 'pl';
      parent.innerHTML = '<portal-nav></portal-nav>';
      const element = parent.querySelector('portal-nav')!;
      await until(() => part(element, 'sign-out-button')?.textContent?.trim() === 'Wyloguj się', 'Polish');
      parent.lang = 'en';
      await until(() => part(element, 'sign-out-button')?.textContent?.trim() === 'Sign out', 'English');
    });
  });

  describe('its life', () => {
    it('listens to nothing once removed, and works when put back', async () => {
      const portal = signedIn();
      const element = await nav(portal);
      const parent = element.parentElement!;
      element.remove();
      await portal.signOut();
      await element.updateComplete;
      expect(part(element, 'sign-out-button'), 'as it was when removed').not.to.be.null;
      parent.append(element);
      await element.updateComplete;
      expect(part(element, 'sign-in-link')).not.to.be.null;
    });

    it('follows an adapter of its own, and another one', async () => {
      const element = await fixture<PortalNav>(html`<portal-nav></portal-nav>`);
      element.adapter = backendWith({ name: 'One' }).adapter();
      await until(() => words(element).includes('One'), 'the first portal');
      element.adapter = backendWith({ name: 'Two' }).adapter();
      await until(() => words(element).includes('Two'), 'the second portal');
    });

    it('does not overflow a narrow place', async () => {
      const element = await nav(signedIn({ name: 'Averylongportalnamewithoutanyspaceinit'.repeat(2) }));
      element.style.inlineSize = '272px';
      await element.updateComplete;
      const bar = part(element, 'nav')!;
      expect(bar.scrollWidth).to.be.at.most(272);
    });
  });
});
