import { expect } from '@open-wc/testing';
import type { BodyFormat } from '../../src/api/model.ts';
import { hostileStrings, payloads } from '../corpora/index.ts';
import { offences } from '../corpora/offences.ts';
import { provoke, Watch } from '../corpora/watch.ts';
import { backendOf, fromJonas, show } from './ticket-detail-fixture.ts';
import { waitUntil } from './wait-until.ts';

/** As many messages as one page of a conversation brings. */
const pageful = 50;

const contentOf = (body: Element) => body.shadowRoot?.querySelector('.content');

before(() => performance.setResourceTimingBufferSize(100_000));

describe('ticket-detail, with hostile conversations', () => {
  for (const format of ['markdown', 'html', 'text'] satisfies BodyFormat[])
    it(`shows ${format} that neither acts, nor asks for anything, nor covers anything`, async function () {
      this.timeout(120_000);
      const corpus = [...(await hostileStrings()), ...(await payloads('mail'))];
      // Words, locale and lazily loaded parts come with the first ticket, before anybody watches.
      (await show(backendOf({}))).element.remove();
      const watch = new Watch();
      const found: string[] = [];
      let seen = 0;
      for (let from = 0; from < corpus.length; from += pageful) {
        const part = corpus.slice(from, from + pageful);
        const messages = part.map(({ text }) => fromJonas(text, { body: { format, content: text } }));
        const { element } = await show(backendOf({ messages, unread: false }));
        const bodies = () => [...element.shadowRoot!.querySelectorAll('portal-message-body')];
        await waitUntil(
          () => bodies().length === part.length && bodies().every((body) => contentOf(body)?.hasChildNodes),
          `all messages from ${part[0]?.name}`,
        );
        bodies().forEach((body, index) => {
          const content = contentOf(body)!;
          // The template's own markers are comments; nothing else of its kind may be there.
          for (const node of [...content.childNodes]) if (node.nodeType === Node.COMMENT_NODE) node.remove();
          // What scrolls sideways is made reachable by keyboard, by us.
          for (const scroller of content.querySelectorAll('pre, table')) scroller.removeAttribute('tabindex');
          found.push(...offences(content).map((what) => `${part[index]?.name}: ${what}`));
          provoke(content);
          seen += 1;
        });
        element.remove();
      }
      const events = await watch.end();
      expect(found).to.deep.equal([]);
      expect(events).to.deep.equal([]);
      expect(seen).to.equal(corpus.length);
    });
});
