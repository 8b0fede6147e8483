import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { MemoryBackend } from '../../src/api/memory/index.ts';
import '../../src/components/portal-app/define.ts';
import type { PortalSession } from '../../src/components/portal-session/portal-session.ts';
import '../../src/components/ticket-detail/define.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import type { Warning } from '../../src/portal/idle-module.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { alice, backendWith, focused, part, password, place, portalFor, until } from './portal-helpers.ts';

const bob = 'bob@acme.example';

interface Scene {
  element: TicketDetail;
  portal: Portal;
  backend: MemoryBackend;
  id: string;
}

/** A ticket of alice's that can be answered, in a page of its own. */
async function scene({ lang = '' } = {}): Promise<Scene> {
  const backend = backendWith();
  const id = backend.createTicket(alice, { subject: 'Private subject', message: 'Private message' });
  const portal = portalFor(backend, { signedInAs: alice });
  const element = document.createElement('ticket-detail');
  element.ticketId = id;
  const home = place(portal);
  home.lang = lang;
  home.append(element);
  await until(() => part(element, 'details') && inputOf(element), 'the ticket');
  return { element, portal, backend, id };
}

const inputOf = (element: TicketDetail) => {
  const composer = element.shadowRoot?.querySelector('portal-composer');
  return composer ? part<HTMLTextAreaElement>(composer, 'input') : null;
};
const sessionOf = (element: Element) => element.querySelector<PortalSession>(':scope > portal-session');
const dialogOf = (element: Element) => {
  const session = sessionOf(element);
  return session && part<HTMLDialogElement>(session, 'dialog');
};
const button = (element: Element, name: string) => part(sessionOf(element)!, `${name}-button`)!;
const formOf = (element: Element) => sessionOf(element)?.querySelector('form');
const open = (element: Element) => until(() => dialogOf(element)?.open, 'the dialog');
const gone = (element: Element) => until(() => !sessionOf(element), 'the end of the dialog');
const wordsIn = (element: Element) => (dialogOf(element)?.textContent ?? '').replace(/\s+/g, ' ').trim();

async function type(element: TicketDetail, text: string): Promise<HTMLTextAreaElement> {
  const input = inputOf(element)!;
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  input.setSelectionRange(3, 5);
  await element.updateComplete;
  return input;
}

async function signIn(element: Element, email: string): Promise<void> {
  await until(() => formOf(element), 'the fields');
  const fields = formOf(element)!.elements;
  (fields.namedItem('email') as HTMLInputElement).value = email;
  (fields.namedItem('password') as HTMLInputElement).value = password;
  formOf(element)!.requestSubmit();
}

/** All text of the page, through shadow trees. */
function pageText(root: ParentNode = document.body): string {
  return [...root.querySelectorAll('*')]
    .map((node) => {
      const own = [...node.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const field = node instanceof HTMLTextAreaElement || node instanceof HTMLInputElement ? node.value : '';
      return [
        ...own.map(({ textContent }) => textContent),
        field,
        node.shadowRoot && pageText(node.shadowRoot),
      ];
    })
    .flat()
    .join(' ');
}

describe('<portal-session> when a session has ended', () => {
  it('asks in a modal dialog over everything, and leaves what was typed', async () => {
    const { element, backend } = await scene();
    const input = await type(element, 'Half a thought');
    setTimeout(() => backend.expireSessions());
    await oneEvent(element, 'portal-session-expired');
    await open(element);
    expect(dialogOf(element)!.matches(':modal')).to.be.true;
    expect(wordsIn(element)).to.contain('Your session has ended');
    expect(wordsIn(element)).to.contain('what you typed is still here');
    expect(inputOf(element)).to.equal(input);
    expect(input.value).to.equal('Half a thought');
    input.focus();
    expect(focused(), 'what lies behind takes no focus').not.to.equal(input);
  });

  it('covers the page so that nobody reads it', async () => {
    const { element, backend } = await scene();
    backend.expireSessions();
    await open(element);
    const { backgroundColor, backdropFilter } = getComputedStyle(dialogOf(element)!, '::backdrop');
    const alpha = Number(/(?:\/|,)\s*([\d.]+)\)$/.exec(backgroundColor)?.[1] ?? 1);
    expect(alpha, backgroundColor).to.be.greaterThan(0.9);
    expect(backdropFilter).to.contain('blur');
  });

  it('has its fields in the document, where password managers look, and the first empty one takes the focus', async () => {
    const { element, backend } = await scene();
    await type(element, 'Words');
    backend.expireSessions();
    await until(() => formOf(element), 'the fields');
    expect(formOf(element)!.getRootNode()).to.equal(document);
    await until(() => formOf(element)?.contains(document.activeElement), 'focus in the form');
    expect((document.activeElement as HTMLInputElement).readOnly).to.be.false;
    await expect(element).to.be.accessible();
  });

  it('goes on where it was for the same contact: focus, caret, and what waits', async () => {
    const { element, backend, id, portal } = await scene();
    const input = await type(element, 'Half a thought');
    backend.expireSessions();
    await open(element);
    await signIn(element, alice);
    await gone(element);
    expect(portal.paused.value).to.be.false;
    expect(focused()).to.equal(input);
    expect([input.selectionStart, input.selectionEnd]).to.eql([3, 5]);
    part(element.shadowRoot!.querySelector('portal-composer')!, 'send-button')!.click();
    await until(() => backend.countMessages(id) === 2, 'the message');
  });

  it('tells the page that somebody has signed in', async () => {
    const { element, backend } = await scene();
    backend.expireSessions();
    await open(element);
    setTimeout(() => void signIn(element, alice));
    await oneEvent(document, 'portal-signed-in');
    await gone(element);
  });

  it('shows another contact nothing of the first one’s, not for a frame', async () => {
    const { element, backend, portal } = await scene();
    // Somebody of another company: the ticket is none of hers.
    const carol = 'carol@globex.example';
    await type(element, 'Private thought');
    backend.expireSessions();
    await open(element);
    const uncovered: string[] = [];
    const look = (): void => {
      if (!dialogOf(element)?.open) uncovered.push(pageText());
      if (sessionOf(element)) requestAnimationFrame(look);
    };
    look();
    const observer = new MutationObserver(look);
    observer.observe(element, { childList: true });
    await signIn(element, carol);
    await gone(element);
    observer.disconnect();
    expect(portal.session.value?.contact.email).to.equal(carol);
    uncovered.push(pageText());
    for (const text of uncovered) expect(text).not.to.contain('Private');
    // It is still there for its author.
    await portal.signIn({ method: 'password', email: alice, password });
    await until(() => inputOf(element)?.value === 'Private thought', 'her draft');
  });

  it('leaves it at being signed out: nothing is shown, the draft is kept', async () => {
    const { element, backend, portal } = await scene();
    await type(element, 'Private thought');
    backend.expireSessions();
    await open(element);
    button(element, 'leave').click();
    await until(() => part(element, 'signed-out'), 'the sign-in');
    await gone(element);
    expect(pageText()).not.to.contain('Private');
    await portal.signIn({ method: 'password', email: alice, password });
    await until(() => inputOf(element)?.value === 'Private thought', 'the draft');
  });

  it('takes Escape for "not now"', async () => {
    const { element, backend, portal } = await scene();
    backend.expireSessions();
    await open(element);
    await sendKeys({ press: 'Escape' });
    await until(() => part(element, 'signed-out'), 'the sign-in');
    expect(portal.session.value).to.be.null;
  });

  it('goes by itself when another tab has signed in as the same contact', async () => {
    const { element, backend, portal } = await scene();
    const input = await type(element, 'Half a thought');
    backend.expireSessions();
    await open(element);
    await portal.signIn({ method: 'password', email: alice, password });
    await gone(element);
    expect(inputOf(element)).to.equal(input);
  });

  it('is one for all elements, among the children of the outermost', async () => {
    const backend = backendWith();
    const portal = portalFor(backend, { signedInAs: alice });
    const app = document.createElement('portal-app');
    place(portal).append(app);
    await until(() => part(app, 'list'), 'the list');
    backend.expireSessions();
    await open(app);
    expect(document.querySelectorAll('portal-session')).to.have.length(1);
    expect(part(app, 'list')!.querySelector('portal-session')).to.be.null;
    portal.leave();
    await gone(app);
    history.replaceState(null, '', location.pathname + location.search);
  });

  it('is followed by nothing when its element leaves the page', async () => {
    const { element, backend, portal } = await scene();
    backend.expireSessions();
    await open(element);
    element.remove();
    await until(() => portal.session.value === null, 'the end');
    expect(portal.paused.value).to.be.false;
  });

  it('is not asked beside the portal: there the page is left in peace', async () => {
    const backend = backendWith();
    const portal = portalFor(backend, { signedInAs: alice });
    const nav = document.createElement('portal-nav');
    place(portal).append(nav);
    await portal.start();
    backend.expireSessions();
    await until(() => portal.session.value === null, 'the end');
    expect(document.querySelector('portal-session')).to.be.null;
  });

  it('speaks the page’s language, and is legible in the dark', async () => {
    const { element, backend } = await scene({ lang: 'pl' });
    element.style.cssText = 'background: Canvas; color-scheme: dark';
    backend.expireSessions();
    await open(element);
    await until(() => wordsIn(element).includes('Sesja wygasła'), 'Polish');
    await until(() => formOf(element), 'the fields');
    await expect(element).to.be.accessible();
  });
});

describe('<portal-session> before a session ends', () => {
  let stayed = 0;
  let left = 119_600;
  const warning = (portal: Portal, reaches = true): Warning => ({
    left: () => left,
    stay() {
      stayed++;
      if (reaches) portal.warning.set(undefined);
      return Promise.resolve(reaches);
    },
  });

  async function warned(reaches = true): Promise<Scene> {
    stayed = 0;
    left = 119_600;
    const shown = await scene();
    shown.portal.warning.set(warning(shown.portal, reaches));
    await open(shown.element);
    return shown;
  }

  it('warns with what is left, and lets people stay by one key', async () => {
    const { element } = await warned();
    const dialog = dialogOf(element)!;
    expect(dialog).to.have.attribute('role', 'alertdialog');
    expect(dialog.matches(':modal')).to.be.true;
    expect(part(sessionOf(element)!, 'time')).to.have.trimmed.text('2:00');
    expect(wordsIn(element)).to.contain('You will be signed out in 2 minutes.');
    expect(focused()).to.equal(button(element, 'stay'));
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Enter' });
    await gone(element);
    expect(stayed).to.equal(1);
  });

  it('takes Escape for staying', async () => {
    const { element, portal } = await warned();
    await sendKeys({ press: 'Escape' });
    await gone(element);
    expect(stayed).to.equal(1);
    expect(portal.session.value?.contact.email).to.equal(alice);
  });

  it('counts down, and says so each half minute only', async () => {
    const { element } = await warned();
    const session = sessionOf(element)!;
    const status = () => session.shadowRoot!.querySelector('[role=status]')!.textContent.trim();
    expect(status()).to.equal('');
    left = 95_000;
    await until(() => part(session, 'time')!.textContent.trim() === '1:35', 'the time');
    expect(status()).to.equal('');
    left = 90_000;
    await until(() => part(session, 'time')!.textContent.trim() === '1:30', 'the time');
    expect(status()).to.equal('You will be signed out in 1 minute 30 seconds.');
  });

  it('goes when another tab extends, and focus returns to where it was', async () => {
    const { element, portal } = await scene();
    const input = await type(element, 'Half a thought');
    left = 60_000;
    portal.warning.set(warning(portal));
    await open(element);
    portal.warning.set(undefined);
    await gone(element);
    expect(focused()).to.equal(input);
  });

  it('stays, and says why, when the backend cannot be told', async () => {
    const { element } = await warned(false);
    button(element, 'stay').click();
    await until(() => dialogOf(element)?.querySelector('[role=alert]'), 'the problem');
    expect(wordsIn(element)).to.contain('No connection');
    expect(dialogOf(element)!.open).to.be.true;
  });

  it('signs out at once when nothing is lost by it', async () => {
    const { element, portal } = await warned();
    button(element, 'sign-out').click();
    await until(() => portal.session.value === null, 'the end');
    expect(portal.ended.value).to.equal('signed-out');
    await gone(element);
  });

  it('asks before a sign-out takes what was typed', async () => {
    const { element, portal } = await scene();
    await type(element, 'Half a thought');
    portal.warning.set(warning(portal));
    await open(element);
    button(element, 'sign-out').click();
    await until(() => wordsIn(element).includes('1 message is not sent yet'), 'the question');
    expect(portal.session.value).not.to.be.null;
    button(element, 'sign-out').click();
    await until(() => portal.session.value === null, 'the end');
    expect(portal.unsentCount).to.equal(0);
  });

  it('turns into the question for a new sign-in when the time is up', async () => {
    const { element, portal, backend } = await warned();
    portal.warning.set(undefined);
    backend.expireSessions();
    await until(() => wordsIn(element).includes('Your session has ended'), 'the question');
    expect(dialogOf(element)!.open).to.be.true;
    await signIn(element, bob);
    await gone(element);
    expect(portal.session.value?.contact.email).to.equal(bob);
  });
});
