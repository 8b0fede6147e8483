import type { AttachmentApi, PortalAdapter } from '../../adapter.ts';
import type { Capabilities } from '../../capabilities.ts';
import { isAbort } from '../../errors.ts';
import type { Message } from '../../model.ts';
import type { Bench, Case } from '../bench.ts';
import { expect, expectEqual, expectError, settle, show } from '../expect.ts';

const needs = ({ attachments }: Capabilities): boolean => attachments !== false;

const textFile = (content = 'a,b\n1,2\n', name = 'table.csv'): File =>
  new File([content], name, { type: 'text/csv' });

const api = (bench: Bench, adapter: PortalAdapter): AttachmentApi =>
  bench.need(adapter.attachments, 'attachments');

function send(bench: Bench, adapter: PortalAdapter, id: string, attachments: string[]): Promise<Message> {
  const reply = bench.need(adapter.tickets.reply, 'tickets.reply');
  const format = adapter.capabilities.reply.formats[0] ?? 'text';
  return reply(
    id,
    { body: { format, content: 'With a file' }, attachments },
    { idempotencyKey: bench.word() },
  );
}

export const attachmentCases: Case[] = [
  {
    name: 'a file goes up, and out with a reply',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const uploaded = await api(bench, adapter).upload(textFile());
      expect(
        uploaded.name === 'table.csv',
        `The file “table.csv” is called “${uploaded.name}” after its upload.`,
      );
      const reply = await send(bench, adapter, id, [uploaded.id]);
      expectEqual(
        reply.attachments.map((file) => file.name),
        ['table.csv'],
        'A reply was sent with a file, but its message does not have it.',
      );
      const last = (await bench.allMessages(adapter, id)).at(-1);
      expectEqual(
        last?.attachments,
        reply.attachments,
        'The conversation tells other files than reply() did.',
      );
    },
  },
  {
    name: 'progress goes up to the whole',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const file = textFile('x'.repeat(50_000));
      const steps: [number, number][] = [];
      await api(bench, adapter).upload(file, { onProgress: (sent, total) => steps.push([sent, total]) });
      expect(steps.length > 0, 'An upload never told its progress.');
      expect(
        steps.every(([sent], index) => sent >= (steps[index - 1]?.[0] ?? 0)),
        `The progress of an upload goes back: ${show(steps)}.`,
      );
      expectEqual(
        steps.at(-1),
        [file.size, file.size],
        'The last progress of an upload must be all of the file.',
      );
    },
  },
  {
    name: 'an upload is its uploader’s alone',
    needs,
    async run(bench) {
      const uploaded = await api(bench, await bench.as('alice')).upload(textFile());
      for (const who of ['bob', 'carol'] as const) {
        const adapter = await bench.as(who);
        const { id } = await bench.ticket(who);
        await expectError(
          () => send(bench, adapter, id, [uploaded.id]),
          ['invalid', 'not-found'],
          `A file that Alice had uploaded and not sent went out with a reply of ${who}’s.`,
        );
        await expectError(
          () => api(bench, adapter).discard(uploaded.id),
          'not-found',
          `A file that Alice had uploaded was discarded by ${who}.`,
        );
      }
    },
  },
  {
    name: 'an upload goes out once',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const uploaded = await api(bench, adapter).upload(textFile());
      await send(bench, adapter, id, [uploaded.id]);
      await expectError(
        () => send(bench, adapter, id, [uploaded.id]),
        ['invalid', 'not-found', 'conflict'],
        'One upload went out with two messages.',
      );
    },
  },
  {
    name: 'an upload that was discarded is gone',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const uploaded = await api(bench, adapter).upload(textFile());
      await api(bench, adapter).discard(uploaded.id);
      await expectError(
        () => send(bench, adapter, id, [uploaded.id]),
        ['invalid', 'not-found'],
        'A file went out though its upload had been discarded.',
      );
    },
  },
  {
    name: 'a file that never was uploaded goes nowhere',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await expectError(
        () => send(bench, adapter, id, [`no-${bench.word()}`]),
        ['invalid', 'not-found'],
        'A reply was sent with a file that does not exist.',
      );
      expect(
        (await bench.probe.countMessages(id)) === 1,
        'A reply was refused for its file, and stored all the same.',
      );
    },
  },
  {
    name: 'too large a file is refused',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const { attachments } = adapter.capabilities;
      const limit = attachments === false ? 0 : attachments.maxBytes;
      if (limit > 64 * 1024 * 1024) bench.need(undefined, 'a limit of 64 MB or less');
      const file = new File([new Uint8Array(limit + 1)], 'large.bin', { type: 'application/octet-stream' });
      await expectError(
        () => api(bench, adapter).upload(file),
        'too-large',
        `A file of more than ${limit} bytes, the limit of the capabilities, was taken.`,
      );
    },
  },
  {
    name: 'names that reach for folders or turn text around are cleaned',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      for (const name of [
        '../../etc/passwd',
        '..\\..\\boot.ini',
        'invoice\u202Egnp.exe',
        'a\u0000b.txt',
        '.htaccess',
      ]) {
        const outcome = await settle(() => api(bench, adapter).upload(textFile('x', name)));
        if ('error' in outcome) continue;
        expect(
          !/[\\/\u0000-\u001f\u202a-\u202e]|^\./.test(outcome.value.name),
          `The file name ${JSON.stringify(name)} came back as ${JSON.stringify(outcome.value.name)}: names with paths, control characters or turned text deceive whoever saves the file.`,
        );
      }
    },
  },
  {
    name: 'an upload can be stopped',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const stop = new AbortController();
      const outcome = await settle(() =>
        api(bench, adapter).upload(textFile('x'.repeat(200_000)), {
          signal: stop.signal,
          onProgress: () => stop.abort(),
        }),
      );
      expect(
        'value' in outcome || isAbort(outcome.error),
        `An upload that was stopped must reject with an AbortError, not with ${'error' in outcome && show(outcome.error)}.`,
      );
      const before = AbortSignal.abort();
      const never = await settle(() => api(bench, adapter).upload(textFile(), { signal: before }));
      expect(
        'error' in never && isAbort(never.error),
        'An upload whose signal was aborted before it began must reject with an AbortError.',
      );
    },
  },
  {
    name: 'a file can be fetched by those who see its ticket, and by nobody else',
    needs,
    async run(bench) {
      const download = bench.need(bench.probe.download, 'probe.download');
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const content = `secret ${bench.word()}`;
      const uploaded = await api(bench, adapter).upload(textFile(content));
      const url = (who: PortalAdapter) => api(bench, who).url(uploaded);
      expect(
        (await download('alice', url(adapter))).text === content,
        'The uploader cannot fetch the file before sending it.',
      );
      const carol = await bench.as('carol');
      expect(
        !(await download('carol', url(carol))).text.includes(content),
        'Carol can fetch a file that Alice has not even sent.',
      );
      await send(bench, adapter, id, [uploaded.id]);
      expect(
        (await download('alice', url(adapter))).text === content,
        'The file that was sent cannot be fetched, or has another content.',
      );
      if (adapter.capabilities.views.includes('company')) {
        expect(
          (await download('bob', url(await bench.as('bob')))).text === content,
          'Bob sees the ticket, but cannot fetch its file.',
        );
      }
      expect(
        !(await download('carol', url(carol))).text.includes(content),
        'Carol can fetch a file of another company’s ticket.',
      );
      expect(
        !(await download(null, url(await bench.nobody()))).text.includes(content),
        'Somebody who is not signed in can fetch the file.',
      );
    },
  },
];
