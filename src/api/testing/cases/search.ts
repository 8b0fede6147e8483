import type { Bench, Case } from '../bench.ts';
import { expect } from '../expect.ts';
import type { Capabilities } from '../../capabilities.ts';
import type { PortalAdapter } from '../../adapter.ts';

const searches = ({ search }: Capabilities): boolean => search !== 'none';

const ids = async (bench: Bench, adapter: PortalAdapter, text: string): Promise<string[]> =>
  (await bench.allTickets(adapter, { text })).map(({ id }) => id);

const finds = async (bench: Bench, text: string, id: string, words: string): Promise<void> => {
  const adapter = await bench.as('alice');
  await bench.eventually(words, async () => (await ids(bench, adapter, text)).includes(id));
};

export const searchCases: Case[] = [
  {
    name: 'a word of the subject finds its ticket, and no other',
    needs: searches,
    async run(bench) {
      const word = bench.word();
      const { id } = await bench.ticket('alice', { subject: `Export ${word} broken` });
      await bench.ticket();
      await finds(bench, word, id, 'A word of the subject does not find the ticket');
      const found = await ids(bench, await bench.as('alice'), word);
      expect(found.length === 1, `A word that one ticket has finds ${found.length}.`);
    },
  },
  {
    name: 'upper and lower case are alike',
    needs: searches,
    async run(bench) {
      const word = bench.word();
      const { id } = await bench.ticket('alice', { subject: `Export ${word} broken` });
      await finds(
        bench,
        word.toUpperCase(),
        id,
        'A word in capitals does not find the ticket that has it in small letters',
      );
    },
  },
  {
    name: 'the beginning of a word is enough',
    needs: searches,
    async run(bench) {
      const word = bench.word();
      const { id } = await bench.ticket('alice', { subject: `Export ${word} broken` });
      await finds(
        bench,
        word.slice(0, -2),
        id,
        'The beginning of a word does not find the ticket: people see results while they type',
      );
    },
  },
  {
    name: 'the reference finds its ticket',
    needs: ({ search }) => search === 'full',
    async run(bench) {
      const { id, reference } = await bench.ticket();
      await finds(bench, reference, id, `The reference ${reference} does not find its ticket`);
    },
  },
  {
    name: 'the text of public messages is searched',
    needs: ({ search }) => search === 'full',
    async run(bench) {
      const [first, second] = [bench.word(), bench.word()];
      const { id } = await bench.ticket('alice', { message: `The log says ${first}.` });
      await bench.probe.agentReply(id, `We looked for ${second} in it.`);
      await finds(bench, first, id, 'A word of the first message does not find the ticket');
      await finds(bench, second, id, 'A word of an agent’s answer does not find the ticket');
    },
  },
  {
    name: 'every word must be there',
    needs: searches,
    async run(bench) {
      const [first, second] = [bench.word(), bench.word()];
      const both = await bench.ticket('alice', { subject: `${first} and ${second}` });
      await bench.ticket('alice', { subject: `${first} alone` });
      await finds(
        bench,
        `${second} ${first}`,
        both.id,
        'Two words of the subject, turned around, do not find the ticket',
      );
      const found = await ids(bench, await bench.as('alice'), `${first} ${second}`);
      expect(found.length === 1, 'A ticket with only one of two words is found.');
    },
  },
  {
    name: 'what a query language would obey is only text',
    needs: searches,
    async run(bench) {
      const adapter = await bench.as('alice');
      await bench.ticket();
      const missing = bench.word();
      for (const text of [
        `${missing}" OR "a"*`,
        `${missing}' OR '1'='1`,
        `NOT ${missing}`,
        `${missing}%`,
        `${missing} OR subject`,
        `-${missing}`,
        `${missing} NEAR(`,
        `(((`,
        '"',
        '\\',
        '*',
        `subject:${missing}`,
      ]) {
        const { items } = await adapter.tickets.list(bench.query({ text }));
        expect(
          !text.includes(missing) || items.length === 0,
          `The search for ${JSON.stringify(text)} finds tickets that do not have the word: the backend took it as a query, not as text.`,
        );
      }
    },
  },
  {
    name: 'a search without a hit is an empty page',
    needs: searches,
    async run(bench) {
      const { items, next, total } = await (
        await bench.as('alice')
      ).tickets.list(bench.query({ text: bench.word() }));
      expect(
        items.length === 0 && next === undefined && (total?.value ?? 0) === 0,
        'A search that finds nothing must answer an empty page without a next one.',
      );
    },
  },
  {
    name: 'somebody else’s tickets are not found',
    needs: searches,
    async run(bench) {
      const word = bench.word();
      const { id } = await bench.ticket('alice', { subject: `Secret ${word}` });
      await finds(bench, word, id, 'A word of the subject does not find the ticket');
      expect(
        (await ids(bench, await bench.as('carol'), word)).length === 0,
        'A search finds tickets of another company’s contact.',
      );
    },
  },
  {
    name: 'internal notes are not searched',
    needs: searches,
    async run(bench) {
      const [word, secret] = [bench.word(), bench.word()];
      const { id } = await bench.ticket('alice', { subject: `Plain ${word}` });
      await bench.probe.addNote(id, `Canary ${secret}`);
      await finds(bench, word, id, 'A word of the subject does not find the ticket');
      expect(
        (await ids(bench, await bench.as('alice'), secret)).length === 0,
        'A word of an internal note finds its ticket: by searching, customers can guess what agents write.',
      );
    },
  },
];
