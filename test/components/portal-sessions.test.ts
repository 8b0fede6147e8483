import { expect } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { MemoryBackend, MemoryConnectionOptions } from '../../src/api/memory/index.ts';
import '../../src/components/portal-sessions/define.ts';
import type { PortalSessions } from '../../src/components/portal-sessions/portal-sessions.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { alice, backendWith, focused, part, place, portalFor, until, words } from './portal-helpers.ts';

interface Scene {
  element: PortalSessions;
  portal: Portal;
  backend: MemoryBackend;
}

/** Alice at her laptop; she is signed in on a phone too unless `alone`. */
async function scene({
  alone = false,
  ...connection
}: MemoryConnectionOptions & { alone?: boolean } = {}): Promise<Scene> {
  const backend = backendWith();
  if (!alone) backend.adapter({ signedInAs: alice, browser: 'Safari on iPhone' });
  const portal = portalFor(backend, { signedInAs: alice, browser: 'Firefox on Windows', ...connection });
  const element = document.createElement('portal-sessions');
  place(portal).append(element);
  await portal.start().catch(() => undefined);
  await until(() => !element.shadowRoot?.querySelector('.notice[aria-busy]'));
  return { element, portal, backend };
}

const rows = (element: PortalSessions) => [
  ...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=session]'),
];
const text = (node: Element | undefined | null) => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('portal-sessions', () => {
  it('lists where the person is signed in, this browser first', async () => {
    const { element } = await scene();
    await until(() => rows(element).length === 2);
    expect(text(rows(element)[0])).to.match(/^Firefox on Windows This session Signed in /);
    expect(text(rows(element)[1])).to.match(/^Safari on iPhone Last active this minute · Signed in .* End$/);
    await expect(element).to.be.accessible();
    element.parentElement!.style.cssText = 'background: #0e1014; color-scheme: dark';
    await expect(element).to.be.accessible();
  });

  it('ends another session, says so, and keeps the focus', async () => {
    const { element, portal } = await scene();
    await until(() => rows(element).length === 2);
    const button = part(element, 'end-button')!;
    expect(button.ariaLabel).to.equal('End the session on Safari on iPhone');
    button.focus();
    button.click();
    await until(() => rows(element).length === 1);
    await until(() => focused() === part(element, 'heading'));
    expect(text(element.shadowRoot!.querySelector('.visually-hidden[role=status]'))).to.equal(
      'The session on Safari on iPhone has ended.',
    );
    expect(portal.session.value).not.to.be.null;
    expect(part(element, 'end-button'), 'this one ends by signing out').to.be.null;
  });

  it('says when there is no other', async () => {
    const { element } = await scene({ alone: true });
    await until(() => part(element, 'empty'));
    expect(text(part(element, 'empty'))).to.equal('You are signed in nowhere else.');
    await expect(element).to.be.accessible();
  });

  it('takes one that is over already for ended', async () => {
    const { element, backend } = await scene();
    await until(() => rows(element).length === 2);
    backend.failNext('session.end', new PortalError('not-found'));
    part(element, 'end-button')!.click();
    await until(() => focused() === part(element, 'heading'));
    expect(part(element, 'problem')).to.be.null;
  });

  it('says why a session could not be ended, and leaves it there', async () => {
    const { element, backend } = await scene();
    await until(() => rows(element).length === 2);
    backend.failNext('session.end', new PortalError('offline'));
    let code = '';
    element.addEventListener('portal-error', ({ error }) => (code = error.code));
    part(element, 'end-button')!.click();
    await until(() => part(element, 'problem'));
    expect(text(part(element, 'problem'))).to.equal('No connection. Please check the network.');
    expect(code).to.equal('offline');
    expect(rows(element)).to.have.length(2);
    await until(() => focused() === part(element, 'problem'));
    await expect(element).to.be.accessible();
  });

  it('signs out everywhere, after asking', async () => {
    const { element, portal, backend } = await scene();
    await until(() => part(element, 'everywhere-button'));
    part(element, 'everywhere-button')!.click();
    const dialog = part<HTMLDialogElement>(element, 'dialog')!;
    expect(dialog.open).to.be.true;
    expect(text(focused())).to.equal('Stay signed in');
    await expect(element).to.be.accessible();
    (focused() as HTMLElement).click();
    expect(dialog.open).to.be.false;
    expect(portal.session.value).not.to.be.null;

    let told = false;
    element.addEventListener('portal-signed-out', () => (told = true));
    part(element, 'everywhere-button')!.click();
    dialog.querySelector<HTMLElement>('button')!.click();
    await until(() => portal.session.value === null);
    await until(() => told);
    await until(() => part(element, 'signed-out'));
    expect(backend.expireSessions(alice), 'none is left anywhere').to.equal(0);
  });

  it('says why not everywhere was signed out', async () => {
    const { element, backend, portal } = await scene();
    await until(() => part(element, 'everywhere-button'));
    backend.failNext('session.endAll', new PortalError('unavailable'));
    part(element, 'everywhere-button')!.click();
    part(element, 'dialog')!.querySelector<HTMLElement>('button')!.click();
    await until(() => part(element, 'problem'));
    expect(portal.session.value).not.to.be.null;
  });

  it('shows a skeleton while sessions are read', async () => {
    const { element } = await scene({ latency: ({ name }) => (name === 'session.list' ? 60_000 : 0) });
    await until(() => part(element, 'loading'));
    await expect(element).to.be.accessible();
    element.remove();
  });

  it('says when they cannot be read, and reads them again', async () => {
    let broken = true;
    const { element } = await scene({
      faults: ({ name }) => (name === 'session.list' && broken ? new PortalError('unavailable') : undefined),
    });
    await until(() => part(element, 'error'));
    expect(words(element)).to.contain('Your sessions could not be loaded.');
    await expect(element).to.be.accessible();
    broken = false;
    part(element, 'retry-button')!.click();
    await until(() => rows(element).length === 2);
  });

  it('shows nothing to nobody but the way in', async () => {
    const portal = portalFor(backendWith());
    const element = document.createElement('portal-sessions');
    place(portal).append(element);
    await until(() => part(element, 'sign-in-link'));
    expect(rows(element)).to.be.empty;
    await expect(element).to.be.accessible();
  });

  it('says what a backend without such a list cannot do', async () => {
    const adapter = backendWith().adapter({ signedInAs: alice });
    const { list: _, ...session } = adapter.session;
    const element = document.createElement('portal-sessions');
    element.adapter = Object.freeze({ ...adapter, session: Object.freeze(session) });
    document.body.append(element);
    await until(() => part(element, 'error'));
    expect(words(element)).to.contain('This is not possible here.');
    element.remove();
  });

  it('shows what a browser calls itself as text', async () => {
    const { element } = await scene({ browser: '<img src=x onerror="window.pwned=1">' });
    await until(() => rows(element).length === 2);
    expect(element.shadowRoot!.querySelector('img')).to.be.null;
    expect(words(element)).to.contain('<img src=x');
  });

  it('reads again when it is put back, and fits a narrow place', async () => {
    const { element } = await scene();
    await until(() => rows(element).length === 2);
    const { parentElement } = element;
    element.remove();
    parentElement!.append(element);
    await until(() => rows(element).length === 2);
    element.style.inlineSize = '288px';
    expect(element.scrollWidth).to.be.at.most(288);
  });
});
