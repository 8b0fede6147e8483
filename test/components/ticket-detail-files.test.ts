import { expect } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { Attachment } from '../../src/api/model.ts';
import type { Call } from '../../src/api/adapter.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import { backendOf, fromAlice, id, settled } from './ticket-detail-fixture.ts';
import { alice, part, place, portalFor } from './portal-helpers.ts';
import { waitUntil } from './wait-until.ts';

/** Files of a backend on another origin, which no link can fetch. */
describe('<ticket-detail> with files from elsewhere', () => {
  interface Waiting {
    call: Call | undefined;
    arrive(file: Blob): void;
    fail(error: unknown): void;
  }
  let asked: Waiting[];
  /** What the browser was told to save. */
  let saved: { href: string; name: string }[];

  beforeEach(() => {
    asked = [];
    saved = [];
    HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement) {
      saved.push({ href: this.href, name: this.download });
    };
  });
  afterEach(() => {
    Reflect.deleteProperty(HTMLAnchorElement.prototype, 'click');
  });

  async function show(name = 'export.html'): Promise<TicketDetail> {
    const attachment = { id: 'f1', name, mediaType: 'text/html', content: '<script>alert(1)</script>' };
    const backend = backendOf({ messages: [fromAlice('See', { attachments: [attachment] })] });
    const adapter = backend.adapter({ signedInAs: alice });
    const fetch = (_file: Attachment, call?: Call) =>
      new Promise<Blob>((arrive, fail) => asked.push({ call, arrive, fail }));
    const portal = portalFor(
      backend,
      {},
      { adapter: { ...adapter, attachments: { ...adapter.attachments!, fetch } } },
    );
    const element = document.createElement('ticket-detail');
    element.ticketId = id;
    place(portal).append(element);
    await settled(element);
    return element;
  }

  const file = (element: TicketDetail) => part<HTMLButtonElement>(element, 'attachment')!;

  it('fetches the file on a click, and has the browser save it under its name', async () => {
    const element = await show();
    expect(file(element)).to.have.tagName('button').and.contain.text('export.html');
    file(element).click();
    await waitUntil(() => file(element).ariaBusy === 'true');
    expect(file(element)).to.contain.text('Downloading…');
    file(element).click();
    expect(asked).to.have.length(1);
    asked[0]!.arrive(new Blob(['<script>alert(1)</script>'], { type: 'text/html' }));
    await waitUntil(() => saved.length === 1);
    await waitUntil(() => file(element).ariaBusy === null);
    expect(saved[0]!.name).to.equal('export.html');
    const blob = await (await fetch(saved[0]!.href)).blob();
    expect(await blob.text()).to.equal('<script>alert(1)</script>');
    expect(blob.type, 'nothing that a browser would run as a page of this site').to.equal(
      'application/octet-stream',
    );
  });

  it('says why a file did not come, and fetches it at the next click', async () => {
    const element = await show();
    file(element).click();
    await waitUntil(() => asked.length === 1);
    asked[0]!.fail(new PortalError('not-found'));
    await waitUntil(() => part(element, 'attachment-error'));
    expect(part(element, 'attachment-error')!.textContent).to.not.equal('');
    expect(file(element).ariaBusy).to.equal(null);
    await expect(element).to.be.accessible();
    file(element).click();
    await waitUntil(() => asked.length === 2);
    expect(part(element, 'attachment-error')).to.equal(null);
    asked[1]!.arrive(new Blob(['a']));
    await waitUntil(() => saved.length === 1);
  });

  it('is accessible while a file comes', async () => {
    const element = await show();
    file(element).click();
    await waitUntil(() => file(element).ariaBusy === 'true');
    await expect(element).to.be.accessible();
  });

  it('gives up when the ticket is left, and hands nothing over', async () => {
    const element = await show();
    file(element).click();
    await waitUntil(() => asked.length === 1);
    element.remove();
    expect(asked[0]!.call?.signal?.aborted).to.equal(true);
    asked[0]!.arrive(new Blob(['late']));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(saved).to.deep.equal([]);
  });
});
