import { expect, oneEvent } from '@open-wc/testing';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import type { MemoryBackend } from '../../src/api/memory/index.ts';
import type { PortalSettings } from '../../src/api/model.ts';
import '../../src/components/portal-app/define.ts';
import type { PortalApp } from '../../src/components/portal-app/portal-app.ts';
import { parseRoute, routeOf } from '../../src/components/portal-app/routes.ts';
import type { Portal } from '../../src/portal/portal.ts';
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

interface Scene {
  app: PortalApp;
  portal: Portal;
  backend: MemoryBackend;
}

interface SceneOptions {
  at?: string;
  /** In place of one by `settings`. */
  backend?: MemoryBackend;
  signedInAs?: string;
  settings?: Partial<PortalSettings>;
  attributes?: Record<string, string>;
}

/** A ticket of hers. */
const mine = demoSeed({ tickets: 30 }).tickets.find(({ contactId }) => contactId === 'c-alice')!.id;
const home = location.pathname + location.search;
const title = 'The page’s own title';

async function scene({
  at = '',
  backend: given,
  signedInAs,
  settings,
  attributes = {},
}: SceneOptions = {}): Promise<Scene> {
  history.replaceState(null, '', at.startsWith('/') ? at : home + at);
  document.title = title;
  const backend = given ?? backendWith(settings);
  const portal = portalFor(backend, { signedInAs });
  const app = document.createElement('portal-app');
  for (const [name, value] of Object.entries(attributes)) app.setAttribute(name, value);
  place(portal).append(app);
  await portal.start();
  await app.updateComplete;
  return { app, portal, backend };
}

const signedIn = (options: SceneOptions = {}) => scene({ signedInAs: alice, ...options });
const login = (app: PortalApp) => app.querySelector('portal-login')!;
const list = (app: PortalApp) => part(app, 'list');
const ticket = (app: PortalApp) => part(app, 'ticket');
const isShown = (element: Element | null | undefined) =>
  !!element && element.getBoundingClientRect().height > 0;
const firstLink = async (app: PortalApp): Promise<HTMLAnchorElement> => {
  await until(() => part(list(app)!, 'subject'), 'the first ticket');
  return part<HTMLAnchorElement>(list(app)!, 'subject')!;
};

async function go(hash: string): Promise<void> {
  const moved = oneEvent(window, 'hashchange');
  location.hash = hash;
  await moved;
}

async function back(): Promise<void> {
  const moved = oneEvent(window, 'popstate');
  history.back();
  await moved;
}

async function signIn(app: PortalApp): Promise<void> {
  await until(() => login(app)?.querySelector('form'), 'the sign-in');
  fillIn(login(app).querySelector('form')!, alice);
}

function fillIn(form: HTMLFormElement, email: string): void {
  (form.elements.namedItem('email') as HTMLInputElement).value = email;
  (form.elements.namedItem('password') as HTMLInputElement).value = password;
  form.requestSubmit();
}

describe('portal-app', () => {
  const before = document.title;
  afterEach(() => {
    history.replaceState(null, '', home);
    document.title = before;
  });

  describe('for somebody signed in', () => {
    it('shows nav and tickets, at the list’s address', async () => {
      const { app } = await signedIn();
      expect(location.hash).to.equal('#/tickets');
      expect(isShown(part(app, 'nav'))).to.be.true;
      await firstLink(app);
      expect(isShown(list(app))).to.be.true;
      expect(login(app)).to.be.null;
      await expect(app).to.be.accessible();
    });

    it('needs one call for all of it', async () => {
      history.replaceState(null, '', home);
      const calls: string[] = [];
      const portal = portalFor(backendWith(), {
        signedInAs: alice,
        faults: ({ name }) => void calls.push(name),
      });
      const app = document.createElement('portal-app');
      place(portal).append(app);
      await until(() => list(app), 'the list');
      await firstLink(app);
      // Test pages of one browser are tabs to each other: a sign-in in another one makes this one ask who is there.
      expect(calls.filter((name) => name !== 'session.current')).to.eql(['start']);
    });

    it('opens a ticket by its link, and keeps the list for Back', async () => {
      const { app } = await signedIn();
      const link = await firstLink(app);
      expect(link.getAttribute('href')).to.match(/^#\/tickets\/demo-/);
      const kept = list(app);
      const moved = oneEvent(window, 'hashchange');
      link.click();
      await moved;
      await until(() => isShown(ticket(app)), 'the ticket');
      expect(isShown(list(app))).to.be.false;
      expect(ticket(app)!.getAttribute('ticket-id')).to.equal(link.hash.replace('#/tickets/', ''));
      await back();
      await until(() => isShown(list(app)), 'the list');
      expect(list(app)).to.equal(kept);
      expect(ticket(app)).to.be.null;
    });

    it('opens the form, one by its id too', async () => {
      const { app } = await signedIn({ at: '#/new' });
      await until(() => isShown(part(app, 'form')), 'the form');
      expect(part(part(app, 'nav')!, 'form-link')).to.have.attribute('aria-current', 'page');
      await go('#/new/support');
      await app.updateComplete;
      expect(part(app, 'form')).to.have.attribute('form-id', 'support');
    });

    it('shows the list for an address that is none', async () => {
      const { app } = await signedIn({ at: '#/nonsense/1/2' });
      expect(location.hash).to.equal('#/tickets');
      await go('#/what');
      await app.updateComplete;
      expect(location.hash).to.equal('#/tickets');
      await until(() => isShown(list(app)), 'the list');
    });

    it('leaves the page’s own anchors alone', async () => {
      const { app } = await signedIn({ at: `#/tickets/${mine}` });
      await go('#section');
      await app.updateComplete;
      expect(location.hash).to.equal('#section');
      expect(isShown(ticket(app))).to.be.true;
    });

    it('moves the focus to the heading of a new view, but not when the page loads', async () => {
      const { app } = await signedIn();
      await firstLink(app);
      expect(document.activeElement).to.equal(document.body);
      await go(`#/tickets/${mine}`);
      await until(() => focused()?.localName === 'h1', 'focus on a heading');
      expect(focused()?.getRootNode()).to.equal(ticket(app)!.shadowRoot);
      await go('#/new');
      await until(() => focused()?.getRootNode() === part(app, 'form')?.shadowRoot, 'the form’s heading');
    });

    it('names view and portal in the title, and gives the page its own back', async () => {
      const { app, portal } = await signedIn();
      await until(() => document.title === 'Tickets – Lumen Support', 'the list’s title');
      await go(`#/tickets/${mine}`);
      const page = await portal.adapter.tickets.get(mine);
      await until(() => document.title === `${page.subject} – Lumen Support`, 'the ticket’s title');
      await portal.signOut();
      await app.updateComplete;
      expect(document.title).to.equal(title);
    });

    it('gives the title back when it is removed, unless the page has changed it', async () => {
      const { app } = await signedIn();
      await until(() => document.title.startsWith('Tickets'), 'the list’s title');
      const parent = app.parentElement!;
      app.remove();
      expect(document.title).to.equal(title);
      parent.append(app);
      await until(() => document.title.startsWith('Tickets'), 'the list’s title again');
      document.title = 'The page’s new one';
      app.remove();
      expect(document.title).to.equal('The page’s new one');
    });

    it('leads back to the list as it was left', async () => {
      const { app, portal } = await signedIn({ at: '#/tickets?state=closed&sort=-created' });
      await firstLink(app);
      await go(`#/tickets/${mine}`);
      expect(portal.links.value.list).to.equal('#/tickets?state=closed&sort=-created');
      await go(portal.links.value.list!);
      await until(() => isShown(list(app)), 'the list');
      expect(location.hash).to.equal('#/tickets?state=closed&sort=-created');
    });

    it('begins a new view at its top, and finds the place again on Back', async () => {
      const { app } = await signedIn();
      await firstLink(app);
      app.parentElement!.style.paddingBlock = '600px';
      scrollTo(0, 900);
      // A page in the background draws no frames, and with them come no scroll events.
      window.dispatchEvent(new Event('scroll'));
      const kept = scrollY;
      expect(kept).to.be.greaterThan(700);
      await go(`#/tickets/${mine}`);
      await until(() => app.getBoundingClientRect().top >= -1, 'the top of the ticket');
      await back();
      await until(() => isShown(list(app)) && Math.abs(scrollY - kept) < 2, 'the place in the list');
    });

    it('moves on from an address that is for signing in', async () => {
      const { app } = await signedIn({ at: '#/sign-in' });
      await until(() => location.hash === '#/tickets', 'the list’s address');
      await until(() => isShown(list(app)), 'the list');
    });
  });

  describe('for somebody signed out', () => {
    it('shows the sign-in among its own children, and no ticket', async () => {
      const { app, portal } = await scene();
      await until(() => isShown(login(app)) && login(app).querySelector('form') !== null, 'the sign-in');
      expect(login(app).querySelector('form')!.getRootNode()).to.equal(document);
      expect(isShown(list(app))).to.be.false;
      expect(document.title).to.equal(title);
      expect(portal.session.value).to.be.null;
      await expect(app).to.be.accessible();
    });

    it('shows after the sign-in what the address asked for', async () => {
      const { app } = await scene({ at: `#/tickets/${mine}` });
      await until(() => isShown(login(app)), 'the sign-in');
      expect(location.hash).to.equal(`#/tickets/${mine}`);
      await signIn(app);
      await until(() => isShown(ticket(app)), 'the ticket');
      expect(location.hash).to.equal(`#/tickets/${mine}`);
      expect(isShown(login(app))).to.be.false;
      await until(() => focused()?.localName === 'h1', 'focus on the ticket’s heading');
    });

    it('goes there even by way of the sign-in’s own address', async () => {
      const { app } = await scene({ at: `#/tickets/${mine}` });
      await go('#/sign-in');
      await signIn(app);
      await until(() => location.hash === `#/tickets/${mine}`, 'the ticket’s address');
    });

    it('registers at an address of its own', async () => {
      const { app } = await scene();
      await until(() => part(login(app), 'register-link'), 'the way to register');
      expect(part(login(app), 'register-link')).to.have.attribute('href', '#/register');
      await go('#/register');
      await until(() => login(app).querySelector('[name=name]'), 'the registration');
      await go('#/sign-in');
      await until(() => !login(app).querySelector('[name=name]'), 'the sign-in');
    });

    it('asks for a new password at an address of its own, from which Back leads to the sign-in', async () => {
      const { app } = await scene({ at: `#/tickets/${mine}` });
      const forgot = () => login(app).querySelector<HTMLElement>('a.portal-login-forgot');
      await until(forgot, 'the way to a new password');
      login(app).querySelector<HTMLInputElement>('[name=email]')!.value = alice;
      forgot()!.click();
      await until(() => location.hash === '#/forgot', 'its address');
      await until(() => words(login(app)).includes('Reset your password'), 'its view');
      expect(login(app).querySelector<HTMLInputElement>('[name=email]')!.value).to.equal(alice);
      await expect(app).to.be.accessible();
      history.back();
      await until(forgot, 'the sign-in');
      expect(location.hash).to.equal(`#/tickets/${mine}`);
      await signIn(app);
      await until(() => isShown(ticket(app)), 'the ticket');
    });

    it('confirms an address by the link of a mail, and goes on to the list', async () => {
      const { app, backend, portal } = await scene();
      await portal.register({
        name: 'Nova',
        email: 'nova@acme.example',
        password: 'four unrelated words',
        consent: backend.settings.signIn.consent?.version,
      });
      await go(`#/verify?token=${backend.mails[0]?.token}`);
      await until(() => part(login(app), 'redeem-button'), 'what confirms');
      part(login(app), 'redeem-button')!.click();
      await until(() => portal.session.value, 'the session');
      await until(() => location.hash === '#/tickets', 'the list');
      await until(() => isShown(list(app)), 'the list');
      expect(location.href).not.to.contain('token');
    });

    it('uses a sign-in that the page brings', async () => {
      const { app } = await scene();
      const other = document.createElement('portal-app');
      other.innerHTML = '<portal-login class="own"></portal-login>';
      app.replaceWith(other);
      await until(() => isShown(other.querySelector('.own')), 'the page’s own sign-in');
      expect(other.querySelectorAll('portal-login')).to.have.length(1);
    });

    it('asks for a new sign-in in place when the session ends, and goes on where it was', async () => {
      const { app, backend } = await signedIn({ at: `#/tickets/${mine}` });
      await until(() => isShown(ticket(app)), 'the ticket');
      const kept = ticket(app);
      backend.expireSessions();
      await until(() => app.querySelector('portal-session form'), 'the sign-in in its dialog');
      const forgot = app.querySelector('portal-session .portal-login-forgot');
      expect(forgot?.localName, 'nothing leads away from the page').to.equal('button');
      await until(() => isShown(kept), 'the ticket behind it');
      fillIn(app.querySelector('portal-session form')!, alice);
      await until(() => !app.querySelector('portal-session'), 'the end of the dialog');
      expect(ticket(app), 'with what was typed in it').to.equal(kept);
      expect(location.hash).to.equal(`#/tickets/${mine}`);
    });

    it('shows the sign-in in place of the view to whoever does not sign in again', async () => {
      const { app, backend, portal } = await signedIn({ at: `#/tickets/${mine}` });
      await until(() => isShown(ticket(app)), 'the ticket');
      backend.expireSessions();
      await until(() => portal.paused.value, 'the end');
      portal.leave();
      await until(() => isShown(login(app)), 'the sign-in');
      expect(part(login(app), 'note')).to.contain.text('Your session has ended');
      expect(isShown(ticket(app))).to.be.false;
      await signIn(app);
      await until(() => isShown(ticket(app)), 'the ticket');
    });

    it('builds everything anew for somebody else who signs in in place', async () => {
      const { app, backend, portal } = await signedIn({ at: '#/tickets?q=secret+search' });
      await until(() => isShown(list(app)), 'the list');
      const kept = list(app);
      backend.expireSessions();
      await until(() => portal.paused.value, 'the end');
      await portal.signIn({ method: 'password', email: 'bob@acme.example', password });
      await app.updateComplete;
      expect(list(app)).not.to.equal(kept);
      expect(location.hash).to.equal('#/tickets');
      await until(() => part(list(app)!, 'subject'), 'his tickets');
      expect(list(app)!.shadowRoot!.innerHTML).not.to.contain('secret');
    });
  });

  describe('for somebody who comes back from an identity provider', () => {
    afterEach(() => history.replaceState(null, '', home));

    it('takes the mark out of the address before it reads the route', async () => {
      const { app, portal } = await scene({
        at: `#portico-error=denied&portico-hash=${encodeURIComponent(`/tickets/${mine}`)}`,
      });
      expect(location.hash).to.equal(`#/tickets/${mine}`);
      expect(portal.arrival.value).to.equal('denied');
      await until(() => isShown(login(app)), 'the sign-in');
      await portal.signIn({ method: 'password', email: alice, password });
      await until(() => isShown(ticket(app)), 'the ticket they wanted');
      expect(portal.arrival.value).to.be.undefined;
    });

    it('asks for consent first, in front of nothing else, and goes on to what was wanted', async () => {
      const consent = { version: '1', text: 'We keep it.', label: 'I agree' };
      const backend = backendWith(
        {
          signIn: {
            methods: ['password', 'redirect'],
            registration: true,
            providers: [{ id: 'acme', label: 'Acme' }],
            consent,
          },
        },
        { providers: { acme: { email: alice } } },
      );
      const wanted = new URL(`${home}#/tickets/${mine}`, location.href).href;
      const away = await backend
        .adapter()
        .session.signIn({ method: 'redirect', provider: 'acme', returnTo: wanted });
      const { app, portal } = await scene({
        backend,
        at: away.state === 'redirect' ? new URL(away.url).hash : '',
      });
      expect(location.hash).to.equal(`#/tickets/${mine}`);
      await until(() => words(login(app)).includes('One more thing'), 'the question');
      expect(isShown(ticket(app))).to.be.false;
      await expect(app).to.be.accessible();
      // Other views are not a way around it.
      await go('#/register');
      await app.updateComplete;
      expect(login(app).querySelector('[name=name]')).to.be.null;
      await go(`#/tickets/${mine}`);
      login(app).querySelector<HTMLInputElement>('[name=consent]')!.checked = true;
      login(app).querySelector('form')!.requestSubmit();
      await until(() => isShown(ticket(app)), 'the ticket they wanted');
      expect(portal.session.value?.contact.email).to.equal(alice);
      expect(backend.consentOf(alice)?.version).to.equal('1');
    });

    it('has who is invited agree with their password, and goes on to the list', async () => {
      const backend = backendWith();
      const token = backend.invite({ email: 'nova@initech.example' });
      const { app, portal } = await scene({ backend, at: `#/reset?token=${token}&for=invitation` });
      const field = (name: string) => login(app).querySelector<HTMLInputElement>(`[name=${name}]`)!;
      await until(() => field('consent'), 'the question');
      field('password').value = 'four unrelated words';
      field('consent').checked = true;
      login(app).querySelector('form')!.requestSubmit();
      await until(() => portal.session.value, 'the session');
      await until(() => isShown(list(app)), 'the list');
      expect(location.href).not.to.contain('token');
      expect(location.href).not.to.contain('invitation');
      expect(backend.consentOf('nova@initech.example')?.version).to.equal(
        backend.settings.signIn.consent?.version,
      );
    });

    it('tells mails and providers of the address that was wanted, not of the sign-in', async () => {
      const { app, portal } = await scene({ at: `#/tickets/${mine}` });
      expect(new URL(portal.returnTo).hash).to.equal(`#/tickets/${mine}`);
      await go('#/register');
      await app.updateComplete;
      expect(new URL(portal.returnTo).hash).to.equal(`#/tickets/${mine}`);
    });

    it('shows paths of the portal without loading the page', async () => {
      const attributes = { routing: 'history', base: '/help/portal' };
      const { app, portal } = await scene({ at: '/help/portal/tickets', attributes });
      expect(portal.route?.(new URL('https://elsewhere.example/help/portal/new'))).to.be.false;
      expect(portal.route?.(new URL('/elsewhere', location.href))).to.be.false;
      expect(portal.route?.(new URL(`/help/portal/tickets/${mine}`, location.href))).to.be.true;
      await app.updateComplete;
      expect(ticket(app)).to.have.attribute('ticket-id', mine);
    });
  });

  describe('with paths of the site', () => {
    const attributes = { routing: 'history', base: '/help/portal/' };

    it('keeps its views at paths below its own', async () => {
      const { app, portal } = await signedIn({ at: '/help/portal', attributes });
      expect(location.pathname).to.equal('/help/portal/tickets');
      expect(portal.links.value.ticket).to.equal('/help/portal/tickets/{id}');
      const link = await firstLink(app);
      link.click();
      await until(() => isShown(ticket(app)), 'the ticket, without loading the page');
      expect(location.pathname).to.equal(link.pathname);
      await back();
      await until(() => isShown(list(app)), 'the list');
      expect(location.pathname).to.equal('/help/portal/tickets');
    });

    it('leaves other clicks to the browser', async () => {
      const { app } = await signedIn({ at: '/help/portal/tickets', attributes });
      const link = await firstLink(app);
      const left: boolean[] = [];
      const watch = (event: Event) => {
        left.push(!event.defaultPrevented);
        event.preventDefault();
      };
      window.addEventListener('click', watch);
      link.dispatchEvent(
        new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ctrlKey: true }),
      );
      const elsewhere = document.createElement('a');
      elsewhere.href = '/somewhere/else';
      app.append(elsewhere);
      elsewhere.click();
      window.removeEventListener('click', watch);
      expect(left).to.eql([true, true]);
      expect(location.pathname).to.equal('/help/portal/tickets');
    });
  });

  describe('its life', () => {
    it('gives the portal its links back when it goes, and takes them when it returns', async () => {
      const { app, portal } = await signedIn();
      const parent = app.parentElement!;
      app.remove();
      expect(portal.links.value).to.eql({});
      await go('#/tickets/demo-2');
      parent.append(app);
      await until(() => isShown(ticket(app)), 'the view that the address asks for');
      expect(portal.links.value.list).to.equal('#/tickets');
    });

    it('says that the portal is off once, in place of everything, and whom to ask; staff find a way in', async () => {
      const { app } = await scene({
        settings: { enabled: false, contactHint: 'Write to help@lumen.example.' },
      });
      const login = app.querySelector('portal-login')!;
      await until(() => part(login, 'staff-link'), 'the view that says so');
      expect(words(login)).to.include('This portal is not open at the moment.');
      expect(words(login)).to.include('Write to help@lumen.example.');
      for (const name of ['list', 'ticket', 'form'])
        expect(part(app, name)?.checkVisibility() ?? false, name).to.be.false;
      part<HTMLButtonElement>(login, 'staff-link')!.click();
      await until(() => login.querySelector('input[type=password]'), 'the fields');
    });

    it('takes an adapter of its own for all that is in it', async () => {
      history.replaceState(null, '', home);
      const app = document.createElement('portal-app');
      app.adapter = backendWith({ name: 'Own' }).adapter({ signedInAs: alice });
      place(portalFor(backendWith())).append(app);
      await until(() => words(part(app, 'nav') ?? app).includes('Tickets'), 'the nav');
      await firstLink(app);
      expect(part<PortalApp>(app, 'list')!.portal).to.equal(app.portal);
    });
  });
});

describe('the portal’s addresses', () => {
  it('are read', () => {
    expect(parseRoute('/tickets')).to.eql({ view: 'list' });
    expect(parseRoute('/tickets/')).to.eql({ view: 'list' });
    expect(parseRoute('/tickets?q=a/b')).to.eql({ view: 'list' });
    expect(parseRoute('/tickets/a%2Fb')).to.eql({ view: 'ticket', id: 'a/b' });
    expect(parseRoute('/new')).to.eql({ view: 'form' });
    expect(parseRoute('/new/support')).to.eql({ view: 'form', id: 'support' });
    for (const view of ['sign-in', 'register', 'verify'] as const)
      expect(parseRoute(`/${view}`)).to.eql({ view });
  });

  for (const path of ['/', '', '/tickets/1/2', '/tickets/%E0%A4%A', '/sign-in/1', '/constructor', '/Tickets'])
    it(`are none: ${path}`, () => expect(parseRoute(path)).to.be.undefined);

  it('tell the portal’s own from the page’s', () => {
    const at = (address: string, routing: 'hash' | 'history', base = '') =>
      routeOf(new URL(address, 'https://x.example'), routing, base);
    expect(at('/any#/tickets', 'hash')).to.eql({ view: 'list' });
    expect(at('/any#part', 'hash')).to.equal('foreign');
    expect(at('/any', 'hash')).to.equal('foreign');
    expect(at('/p/tickets/1', 'history', '/p')).to.eql({ view: 'ticket', id: '1' });
    expect(at('/p', 'history', '/p')).to.be.undefined;
    expect(at('/portal/tickets', 'history', '/p')).to.equal('foreign');
    expect(at('/p/x#/verify?token=1', 'history', '/p')).to.eql({ view: 'verify' });
  });
});
