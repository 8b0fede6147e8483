import type { Page } from '@playwright/test';
import { hostileStrings } from '../corpora/index.ts';
import { openOwnPage, wiring } from './embed.ts';
import { expect, test } from './fixtures.ts';
import { startHostileWorld, type HostileWorld } from './hostile-world.ts';

/**
 * What must stay text wherever it is shown outside of messages. That no script ran, nothing was fetched and no policy
 * was broken is watched for every visitor; that each text stands there whole, and as text alone, is looked at here.
 */
// Recording pages of thousands of names would take longer than looking at them.
test.use({ trace: 'off' });

let world: HostileWorld;
let texts: string[];

test.beforeAll(async () => {
  const strings = await hostileStrings();
  // As any database keeps them: half a character is none. A name is more than blank.
  const kept = strings.map(({ text }) => text.toWellFormed()).filter((text) => text.trim());
  texts = [...new Set(kept)];
  expect(texts.length).toBeGreaterThan(1_600);
  world = await startHostileWorld(texts);
});

test.afterAll(() => world?.gateway.stop());

/** Elements that none of our templates has, or that carry what runs. */
async function intruders(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots)
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        const runs = element.getAttributeNames().some((name) => name.startsWith('on') || name === 'style');
        const foreign =
          /^(script|iframe|frame|object|embed|img|image|video|audio|base|math|marquee|style|link|meta)$/;
        const ours = root === document && element.closest('head');
        if (runs || (!ours && foreign.test(element.localName))) found.push(element.outerHTML.slice(0, 200));
      }
    return found;
  });
}

/** Where a shown text differs from what it should be; some of each, to read. */
function differences(shown: readonly string[], wanted: readonly string[]): string[] {
  // Templates may put space around a text; and a field that was parsed has no lone carriage return.
  const plain = (text: string | undefined) => text?.trim();
  const wrong = wanted.flatMap((text, i) =>
    plain(shown[i]) === plain(text) ? [] : [`${text} ≠ ${shown[i]}`],
  );
  return wrong.slice(0, 5);
}

const visit = (page: Page, body: string, search = '') => openOwnPage(page, { body, search, script: wiring });

test('as subject, name, stage and property in the list, and as company in its views', async ({ visitor }) => {
  const { page } = await visitor({
    as: 'alice@acme.example',
    at: { url: world.gateway.url, password: world.password },
  });
  await visit(
    page,
    '<portal-nav></portal-nav><ticket-list page-size="2000" ticket-href="/help/ticket/?id={id}"></ticket-list>',
    '?view=acme',
  );
  await expect(page.getByRole('row')).toHaveCount(texts.length + 2, { timeout: 60_000 });
  const { cells, views, nested } = await page.locator('ticket-list').evaluate((list, ids) => {
    const root = list.shadowRoot!;
    const rows = new Map(
      [...root.querySelectorAll<HTMLElement>('tr[data-id]')].map((row) => [row.dataset['id'], row]),
    );
    const nestedIn = [...root.querySelectorAll('td *')].map(({ localName }) => localName);
    return {
      cells: ids.map((id) =>
        ['[part=subject]', 'td.requester', '[part=status]', 'td.property'].map(
          (selector) => rows.get(id)?.querySelector(selector)?.textContent ?? '(missing)',
        ),
      ),
      views: [...root.querySelectorAll('[part=views] option')].map((option) => option.textContent),
      nested: [...new Set(nestedIn)],
    };
  }, world.ticketIds);
  for (const column of [0, 1, 2, 3])
    expect(
      differences(
        cells.map((row) => row[column]!),
        texts,
      ),
    ).toEqual([]);
  expect(nested.toSorted()).toEqual(['a', 'span']);
  expect(views).toHaveLength(texts.length + 2);
  const choices = texts.map((text) => `${text}’s tickets`.trim());
  expect(
    differences(
      views
        .slice(2)
        .map((text) => text.trim())
        .toSorted(),
      choices.toSorted(),
    ),
  ).toEqual([]);
  expect(await intruders(page)).toEqual([]);
});

test('as file name and author in a ticket', async ({ visitor }) => {
  const { page } = await visitor({
    as: 'alice@acme.example',
    at: { url: world.gateway.url, password: world.password },
  });
  await visit(page, `<ticket-detail ticket-id="${world.fullTicketId}"></ticket-detail>`);
  await expect(
    page
      .getByText('Files 0', { exact: true })
      .or(page.getByRole('button', { name: 'Show older messages' }))
      .first(),
  ).toBeVisible();
  const older = page.getByRole('button', { name: 'Show older messages' });
  const first = page.getByText('Files 0', { exact: true });
  while (!(await first.isVisible())) await older.click();
  const files = page.locator('ticket-detail [part~=attachment]');
  await expect(files).toHaveCount(texts.length);
  const shown = await files.evaluateAll((links) =>
    links.map((link) => ({
      name: link.querySelector('.name')?.textContent ?? '',
      nested: link.querySelector('.name')?.childElementCount,
      path: new URL((link as HTMLAnchorElement).href).pathname,
    })),
  );
  expect(
    differences(
      shown.map(({ name }) => name),
      texts,
    ),
  ).toEqual([]);
  expect(
    shown.filter(({ nested, path }) => nested || !/^\/api\/attachments\/[a-z0-9]{26}$/.test(path)),
  ).toEqual([]);
  const authors = await page.locator('ticket-detail [part~=message-author]').allTextContents();
  expect(differences(authors, texts.slice(0, authors.length))).toEqual([]);
  await expect(page.locator('ticket-detail').getByRole('heading', { level: 1 })).toHaveText(texts[0]!);
  expect(await intruders(page)).toEqual([]);
});

test('as title, intro, label, help and option of forms', async ({ visitor }) => {
  const { page } = await visitor({
    as: 'alice@acme.example',
    at: { url: world.gateway.url, password: world.password },
  });
  const { forms } = world;
  await visit(
    page,
    `<ticket-form></ticket-form>${forms.map(({ id }) => `<ticket-form form-id="${id}"></ticket-form>`).join('')}`,
  );
  await expect(page.getByRole('button', { name: 'Submit ticket' })).toHaveCount(forms.length, {
    timeout: 30_000,
  });
  const shown = await page.locator('ticket-form').evaluateAll((elements) =>
    elements.map((element) => {
      const root = element.shadowRoot!;
      const textOf = (selector: string) =>
        [...root.querySelectorAll(selector)].map(({ textContent }) => textContent);
      const nested = [...root.querySelectorAll('[part=label] *, [part=help] *, option *')].map(
        ({ localName }) => localName,
      );
      return {
        help: textOf('[part=help]'),
        options: textOf('option'),
        all: root.textContent ?? '',
        nested: [...new Set(nested)],
      };
    }),
  );
  for (const { title } of forms) expect(shown[0]!.all).toContain(title.trim());
  for (const [i, form] of forms.entries()) {
    const { help, options, all, nested } = shown[i + 1]!;
    expect(all).toContain(form.title.trim());
    expect(all).toContain((form.intro ?? '').trim());
    const fields = form.fields.filter((field) => field.help);
    expect(
      differences(
        help,
        fields.map((field) => field.help!),
      ),
    ).toEqual([]);
    for (const { label } of fields) expect(all).toContain(label.trim());
    for (const field of fields.filter(({ kind }) => kind === 'select'))
      expect(options.map((option) => option?.trim())).toContain(field.options?.[0]?.label.trim());
    expect(nested.filter((name) => name !== 'span')).toEqual([]);
  }
  expect(await intruders(page)).toEqual([]);
});
