import type { Page } from '@playwright/test';
import { en } from '../../src/locales/en.ts';
import { pl } from '../../src/locales/pl.ts';
import { openOwnPage, wiring } from './embed.ts';
import { expect, test } from './fixtures.ts';
import { countMessages, isReply, openTicket, openTicketId } from './tickets.ts';

const languages = [en, pl].map((words) => ({
  lang: words.lang,
  unavailable: words.errors.unavailable,
  offline: words.errors.offline,
  retry: words.retry,
  noTicket: words.ticketNotFound,
  search: words.searchTickets,
}));

/** Markup that shows every view in both languages, within what `open` and `close` put around it. */
const inBothLanguages = (attributes: string) =>
  languages
    .map(
      ({ lang }) => `<div id="${lang}" lang="${lang}"><portal-provider ${attributes}>
        <portal-nav></portal-nav><portal-login></portal-login><ticket-list></ticket-list>
        <ticket-detail ticket-id="1"></ticket-detail><ticket-form></ticket-form></portal-provider></div>`,
    )
    .join('');

/** Every view of both languages says so, and offers another try; the nav does it in one line. */
async function expectWords(page: Page, key: 'unavailable' | 'offline'): Promise<void> {
  for (const words of languages) {
    const place = page.locator(`#${words.lang}`);
    for (const tag of ['portal-nav', 'portal-login', 'ticket-list', 'ticket-detail', 'ticket-form']) {
      await expect(place.locator(tag).getByText(words[key])).toBeVisible({ timeout: 40_000 });
      await expect(place.locator(tag).getByRole('button', { name: words.retry })).toBeVisible();
    }
  }
}

test.describe('a wrong address of the gateway', () => {
  test('where nothing answers', async ({ visitor }) => {
    const { page } = await visitor({
      expected: [/elsewhere: http:\/\/localhost:1\//, /^console: Access to fetch at 'http:\/\/localhost:1/],
    });
    await openOwnPage(page, {
      body: inBothLanguages('gateway="http://localhost:1"'),
      connect: 'http://localhost:1',
    });
    await expectWords(page, 'offline');
  });

  test('where a website answers with a page', async ({ visitor }) => {
    // The browser itself says what it thinks of such a stream.
    const { page } = await visitor({ expected: [/^console: EventSource's response has a MIME type/] });
    await page.route('**/shop/api/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><h1>Welcome to the shop</h1>' }),
    );
    await openOwnPage(page, { body: inBothLanguages('gateway="/shop/"') });
    await expectWords(page, 'unavailable');
    await expect(page.getByText('Welcome to the shop')).toHaveCount(0);
  });

  test('that is none at all', async ({ visitor }) => {
    const { page } = await visitor();
    await openOwnPage(page, { body: inBothLanguages('gateway="javascript:alert(1)"') });
    await expectWords(page, 'unavailable');
  });
});

test.describe('an adapter that does not keep to the contract', () => {
  const setup = (spoil: string) => `
    import { gatewayAdapter } from '/cdn/portico.js';
    const good = gatewayAdapter({ url: '/' });
    const secret = () => { throw new TypeError('secret: select * from tickets'); };
    for (const provider of document.querySelectorAll('portal-provider')) provider.adapter = ${spoil};
  `;

  test('throws at once', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await openOwnPage(page, {
      body: inBothLanguages(''),
      script: setup('{ ...good, start: secret }'),
    });
    await expectWords(page, 'unavailable');
    await expect(page.getByText('secret')).toHaveCount(0);
  });

  test('throws at every read: the views say so, and what answers goes on', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await openOwnPage(page, {
      body: inBothLanguages(''),
      script: setup(`{ ...good, start: (call) => good.start({}),
        tickets: { ...good.tickets, list: secret, get: secret, messages: secret, watch: () => () => {} } }`),
    });
    for (const words of languages) {
      const place = page.locator(`#${words.lang}`);
      for (const tag of ['ticket-list', 'ticket-detail'])
        await expect(place.locator(tag).getByText(words.unavailable)).toBeVisible();
      await expect(place.locator('portal-nav').getByText('Alice Novak').first()).toBeVisible();
      await expect(place.locator('ticket-form').getByRole('textbox').first()).toBeVisible();
    }
    await expect(page.getByText('secret')).toHaveCount(0);
  });

  test('throws at every write: what was written stays', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(page, 1);
    await openOwnPage(page, {
      body: `<portal-provider><ticket-detail ticket-id="${id}"></ticket-detail><ticket-form></ticket-form></portal-provider>`,
      script: setup(
        '{ ...good, tickets: { ...good.tickets, reply: secret, create: secret, watch: undefined } }',
      ),
    });
    await page.getByLabel('Your reply').fill('This must not be lost');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.locator('.unsent').getByText(/^Not sent/)).toBeVisible();
    await expect(page.locator('ticket-detail').getByText('This must not be lost')).toBeVisible();
    await page.locator('.unsent').getByRole('button', { name: 'Edit' }).click();
    await expect(page.getByLabel('Your reply')).toHaveValue('This must not be lost');

    await page.getByLabel('Subject').fill('Nor this');
    await page.getByLabel(/What happened/).fill('It was written with care.');
    await page.getByRole('button', { name: 'Submit ticket' }).click();
    await expect(page.locator('ticket-form').getByText(/does not answer/)).toBeVisible();
    await expect(
      page.locator('ticket-form').getByText('Nor this').or(page.getByLabel('Subject')),
    ).toBeVisible();
    await expect(page.getByText('secret')).toHaveCount(0);
  });
});

test.describe('answers and calls that are broken on their way', () => {
  for (const words of languages)
    test(`a list cut in two, in ${words.lang}`, async ({ visitor }) => {
      const { page } = await visitor({ as: 'alice@acme.example' });
      let broken = true;
      await page.route('**/api/tickets?*', (route) =>
        broken
          ? route.fulfill({ contentType: 'application/json', body: '{"items":[{"id":' })
          : route.continue(),
      );
      await openOwnPage(page, { lang: words.lang, body: '<ticket-list></ticket-list>', script: wiring });
      await expect(page.getByRole('row')).toHaveCount(26);
      const search = page.getByRole('searchbox', { name: words.search });
      await search.fill('export');
      await expect(page.getByText(words.unavailable)).toBeVisible();
      await expect(page.getByRole('row'), 'the old rows stay').toHaveCount(26);
      broken = false;
      await page.getByRole('button', { name: words.retry }).click();
      await expect(page.getByText(words.unavailable)).toHaveCount(0);
      await expect(search).toHaveValue('export');
    });

  test('a ticket that does not exist, in both languages', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    for (const { lang, noTicket } of languages) {
      for (const id of ['0', 'x'.repeat(2_000), "' or 1=1 --", '..%2f..%2fetc']) {
        await openOwnPage(page, {
          lang,
          body: `<ticket-detail ticket-id="${id}"></ticket-detail>`,
          script: wiring,
        });
        await expect(page.getByText(noTicket)).toBeVisible();
        await page.unrouteAll();
      }
    }
  });

  test('malformed and unknown: refused in words that a page can show, and nothing is written', async ({
    visitor,
  }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(page, 1);
    await openTicket(page, id);
    const post = (body: string) =>
      page.evaluate(
        async ([ticket, text]) => {
          const answer = await fetch(`/api/tickets/${ticket}/messages`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-portico': '1',
              'idempotency-key': crypto.randomUUID(),
            },
            body: text,
          });
          return {
            status: answer.status,
            type: answer.headers.get('content-type'),
            text: await answer.text(),
          };
        },
        [id, body] as const,
      );
    const body = { format: 'text', content: 'never stored' };
    const bodies = [
      '{"body":',
      '[]',
      'null',
      '{}',
      '['.repeat(10_000),
      JSON.stringify({ body, attachments: [], author: 'agent', internal: true }),
      JSON.stringify({ body: { ...body, format: 'rtf' }, attachments: [] }),
      JSON.stringify({ body, attachments: ['no such file'] }),
    ];
    for (const text of bodies) {
      const answer = await post(text);
      expect([400, 404, 422], text.slice(0, 60)).toContain(answer.status);
      expect(answer.type).toContain('application/problem+json');
      expect((JSON.parse(answer.text) as { code?: string }).code).toMatch(/^(invalid|not-found)$/);
      expect(answer.text).not.toMatch(/node_modules|\.ts:|at \w+ \(|select /i);
    }
    expect(await countMessages(page, id, 'never stored')).toBe(0);
  });

  test('a reply that the gateway refuses stays with its reason, and can be put right', async ({
    visitor,
  }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(page, 1);
    await openTicket(page, id);
    let spoilt = 0;
    await page.route(isReply, (route) => {
      if (route.request().method() !== 'POST' || spoilt++) return route.continue();
      return route.continue({ postData: '{"body":' });
    });
    const text = `Spoilt on its way ${Date.now()}`;
    await page.getByLabel('Your reply').fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const unsent = page.locator('.unsent');
    await expect(unsent.getByText(/^Not sent: Something in what was entered is not right\./)).toBeVisible();
    await unsent.getByRole('button', { name: 'Send now' }).click();
    await expect(unsent).toHaveCount(0);
    await expect(page.locator('ticket-detail').getByText(text)).toHaveCount(1);
    await expect.poll(() => countMessages(page, id, text)).toBe(1);
  });
});

test.describe('files that cannot go', () => {
  /** Tells the page other limits than the gateway holds. */
  const announce = (page: Page, attachments: object) =>
    page.route('**/api/start*', async (route) => {
      const response = await route.fetch();
      const start = (await response.json()) as { settings: { attachments: object } };
      Object.assign(start.settings.attachments, attachments);
      await route.fulfill({ response, json: start });
    });

  const attach = async (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles(files);
  };
  /** Drops a file of that many bytes on the reply; made in the page, since it is too large to send there. */
  const dropLarge = (page: Page, name: string, bytes: number) =>
    page.getByLabel('Your reply').evaluate(
      (field, [fileName, size]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(size).fill(1)], fileName));
        const options = { dataTransfer, bubbles: true, composed: true, cancelable: true };
        for (const type of ['dragover', 'drop']) field.dispatchEvent(new DragEvent(type, options));
      },
      [name, bytes] as const,
    );
  const tooLarge = 25 * 1024 * 1024 + 1;
  const program = {
    name: 'setup.exe',
    mimeType: 'application/x-msdownload',
    buffer: Buffer.from('MZ program'),
  };
  const small = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('a line') });

  test('too large: the page says so before a byte is sent', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await openTicket(page, await openTicketId(page, 2));
    const uploads: string[] = [];
    page.on(
      'request',
      (request) => void (request.url().includes('/api/uploads') && uploads.push(request.url())),
    );
    await page.getByLabel('Your reply').fill('With a recording');
    await dropLarge(page, 'recording.bin', tooLarge);
    await attach(page, small('log.txt'));
    await expect(
      page
        .locator('portal-files')
        .getByText(/^Larger than 2\d(\.\d)? MB/)
        .first(),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByRole('alert').getByText('recording.bin was not uploaded')).toBeVisible();
    await expect(page.getByLabel('Your reply')).toHaveValue('With a recording');
    expect(uploads.filter((url) => url.includes('recording'))).toEqual([]);
    await page.getByRole('button', { name: 'Remove recording.bin' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByRole('link', { name: /log\.txt/ })).toHaveCount(1);
  });

  test('too large for the gateway, though not for the page', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await announce(page, { maxBytes: 100 * 1024 * 1024 });
    await openTicket(page, await openTicketId(page, 2));
    await page.getByLabel('Your reply').fill('With a recording');
    await dropLarge(page, 'recording.bin', tooLarge);
    await expect(
      page
        .locator('portal-files')
        .getByText(/^(Larger than 2\d(\.\d)? MB|This is too large)/)
        .first(),
    ).toBeVisible({ timeout: 30_000 });
    await expect(page.getByLabel('Your reply')).toHaveValue('With a recording');
  });

  test('of a kind that is not taken, and too many of them', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await announce(page, { accept: ['.txt'], maxCount: 2 });
    await openTicket(page, await openTicketId(page, 2));
    await attach(page, program, small('one.txt'), small('two.txt'), small('three.txt'));
    const files = page.locator('portal-files').getByRole('listitem');
    await expect(files).toHaveCount(4);
    await expect(files.nth(0)).toContainText('Files of this kind are not accepted.');
    await expect(files.nth(3)).toContainText('At most 2 files.');
  });
});
