import type { Page } from '@playwright/test';
import { expect, save, test } from './settings-world.ts';
import { read } from './tickets.ts';

// What owners set of tickets, in the page, and what customers then see of it.

const alice = 'alice@acme.example';
const bob = 'bob@acme.example';

interface Summary {
  id: string;
  reference: string;
  subject: string;
  stage: { state: string };
  requester: { name: string; isMe: boolean };
  properties: { key: string; value: unknown }[];
}

/** Every ticket that the page's contact gets to see. */
async function list(page: Page, query = ''): Promise<Summary[]> {
  const found: Summary[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
    const answer = await read<{ items: Summary[]; next?: string }>(
      page,
      `/api/tickets?limit=100${query}${cursor}`,
    );
    found.push(...answer.items);
    next = answer.next;
  }
  return found;
}

const subjects = (page: Page) => page.locator('ticket-list [part~="subject"]');
const notThere = 'There is no such ticket, or it is not yours to see.';

test('only tickets that meet the rule show: in the list, by direct link, and live', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('tickets');
  const { page } = await visitor({ as: alice, expected: [/404/] });
  const all = await list(page);
  const hidden = all.find(({ stage }) => stage.state === 'open')!;
  const shown = all.filter(({ stage }) => stage.state === 'closed');
  expect(shown.length).toBeGreaterThan(0);
  await page.goto('/portal/');
  await expect(page.getByText(hidden.subject).first()).toBeVisible();

  await settings.getByRole('button', { name: 'Add condition' }).click();
  await expect(settings.getByLabel('Property', { exact: true })).toBeFocused();
  await settings.getByRole('checkbox', { name: 'Closed' }).check();
  await expect(settings.getByText('Shows tickets where Open or closed is Closed.')).toBeVisible();
  await save(settings);

  // The page that is open hears of it.
  await expect(page.locator('ticket-list').getByText(hidden.subject)).toHaveCount(0);
  expect((await list(page)).map(({ id }) => id).sort()).toEqual(shown.map(({ id }) => id).sort());
  await page.goto(`/portal/#/tickets/${hidden.id}`);
  await expect(page.locator('ticket-detail')).toContainText(notThere);
  await page.goto(`/portal/#/tickets/${shown[0]!.id}`);
  await expect(page.getByRole('heading', { name: shown[0]!.subject })).toBeVisible();

  // Taken away, everything shows again; Undo brings the rule back, and Discard the document that holds.
  await settings.getByRole('button', { name: /^Remove: Open or closed/ }).click();
  await expect(settings.getByText('No conditions: shows every ticket.')).toBeVisible();
  await settings.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(settings.getByText('Shows tickets where Open or closed is Closed.')).toBeVisible();
  await settings.getByRole('button', { name: /^Remove: Open or closed/ }).click();
  await save(settings);
  await page.goto(`/portal/#/tickets/${hidden.id}`);
  await expect(page.getByRole('heading', { name: hidden.subject })).toBeVisible();
});

test('conditions stand in groups, ask for companies and people by name, and say what they lack', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('tickets');
  const { page } = await visitor({ as: alice });
  const companyId = (await read<{ session: { companies: { id: string }[] } }>(page, '/api/session')).session
    .companies[0]!.id;
  const ofCompany = await list(page, `&view=${companyId}`);

  await settings.getByRole('button', { name: 'Add condition' }).click();
  await settings.getByLabel('Property', { exact: true }).selectOption({ label: 'Severity' });
  await settings.getByRole('checkbox', { name: 'We are blocked' }).check();
  await settings.getByRole('button', { name: 'Add group' }).click();
  await settings.getByLabel('Property', { exact: true }).nth(1).selectOption({ label: 'Requester' });

  // Not saved while a value is missing: told at its condition, which has the focus.
  await settings.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(settings.locator('value-picker').getByText('Give it a value.')).toBeVisible();
  await expect(settings.locator('settings-bar .problems').getByRole('link')).toHaveText(
    'Which tickets show › Condition 2.1 › Value',
  );

  await settings.getByRole('combobox', { name: 'Value: Requester' }).fill('bob');
  await settings.getByRole('option', { name: /Bob Lindqvist/ }).click();
  await settings.getByRole('button', { name: 'Add condition to group 2' }).click();
  await settings.getByLabel('Property', { exact: true }).nth(2).selectOption({ label: 'Subject' });
  await settings.getByRole('textbox', { name: 'Value: Subject' }).fill('the');
  await settings.getByRole('textbox', { name: 'Value: Subject' }).press('Enter');
  await expect(
    settings.getByText(
      'Shows tickets where Severity is We are blocked and (Requester is Bob Lindqvist or Subject contains “the”).',
    ),
  ).toBeVisible();
  await save(settings);

  const wanted = ofCompany.filter(
    ({ subject, requester, properties }) =>
      properties.some(({ key, value }) => key === 'severity' && value === 'We are blocked') &&
      (requester.name === 'Bob Lindqvist' || subject.toLowerCase().includes('the')),
  );
  expect((await list(page, `&view=${companyId}`)).map(({ id }) => id).sort()).toEqual(
    wanted.map(({ id }) => id).sort(),
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.length).toBeLessThan(ofCompany.length);

  // After a reload the names are there again, not ids.
  await settings.reload();
  await expect(settings.getByText(/Requester is Bob Lindqvist/)).toBeVisible();
});

test('contacts see their own tickets, their companies’, or these only where a rule says so', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('tickets');
  const { page } = await visitor({ as: alice, expected: [/404/] });
  const session = () =>
    read<{ session: { companies: { id: string }[] } }>(page, '/api/session').then((told) => told.session);
  const companyId = (await session()).companies[0]!.id;
  const foreign = (await list(page, `&view=${companyId}`)).find(({ requester }) => !requester.isMe)!;
  await page.goto('/portal/');
  await expect(page.getByText('Acme’s tickets')).toBeVisible();

  await settings.getByRole('radio', { name: 'Their own tickets', exact: true }).check();
  await save(settings);
  expect((await session()).companies).toEqual([]);
  await page.goto(`/portal/#/tickets/${foreign.id}`);
  await expect(page.locator('ticket-detail')).toContainText(notThere);
  await page.goto('/portal/#/');
  await page.reload();
  await expect(subjects(page).first()).toBeVisible();
  await expect(page.getByText('Acme’s tickets')).toHaveCount(0);

  await settings.getByRole('radio', { name: 'Those of their companies only for some contacts' }).check();
  await settings.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(settings.locator('rule-editor').getByText('Choose at least one.')).toBeVisible();
  const rule = settings.getByRole('group', { name: 'Rule for contacts who see their companies’ tickets' });
  await rule.getByRole('button', { name: 'Add condition' }).click();
  await rule.getByRole('textbox', { name: 'Value: E-mail' }).fill(bob);
  await rule.getByRole('button', { name: 'Add', exact: true }).click();
  await save(settings);
  expect((await session()).companies).toEqual([]);
  const colleague = await visitor({ as: bob });
  await colleague.page.goto('/portal/');
  await expect(colleague.page.getByText('Acme’s tickets')).toBeVisible();
});

test('of a conversation in threads customers see all of them, or the newest', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('tickets');
  const { page } = await visitor({ as: alice });
  interface Message {
    id: string;
    thread?: string;
  }
  const messages = async (id: string) =>
    (await read<{ items: Message[] }>(page, `/api/tickets/${id}/messages?limit=100`)).items;
  let ticket = '';
  let threads: (string | undefined)[] = [];
  for (const { id } of await list(page)) {
    threads = [...new Set((await messages(id)).map(({ thread }) => thread))];
    ticket = id;
    if (threads.length > 1) break;
  }
  expect(threads.length).toBeGreaterThan(1);
  await page.goto(`/portal/#/tickets/${ticket}`);
  await expect(page.getByText(/Earlier conversation/).first()).toBeVisible();

  await settings.getByRole('radio', { name: 'Only the newest thread' }).check();
  await save(settings);
  expect([...new Set((await messages(ticket)).map(({ thread }) => thread))]).toHaveLength(1);
  await page.reload();
  await expect(page.locator('[part~="message"]').first()).toBeVisible();
  await expect(page.getByText(/Earlier conversation/)).toHaveCount(0);
});

test('a closed ticket stays closed, or customers may reopen it', async ({ editing, visitor }) => {
  const settings = await editing('tickets');
  const { page } = await visitor({ as: alice });
  const [closed] = await list(page, '&state=closed');
  await page.goto(`/portal/#/tickets/${closed!.id}`);
  await expect(page.getByRole('heading', { name: closed!.subject })).toBeVisible();
  await expect(page.getByRole('button', { name: /reopen/i })).toHaveCount(0);

  await settings.getByRole('radio', { name: 'Can be reopened by customers' }).check();
  await save(settings);
  await page.reload();
  await page
    .getByRole('button', { name: /reopen/i })
    .first()
    .click();
  await expect
    .poll(async () => (await read<Summary>(page, `/api/tickets/${closed!.id}`)).stage.state)
    .toBe('open');
});

test('customers see the properties that are shown, under their names, and the columns that are set', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('tickets');
  const { page } = await visitor({ as: alice });
  const ticket = (await list(page)).find(({ properties }) =>
    ['severity', 'product_area'].every((key) => properties.some((one) => one.key === key)),
  )!;
  await page.goto(`/portal/#/tickets/${ticket.id}`);
  await expect(page.locator('ticket-detail')).toContainText('Severity');

  await settings.getByRole('button', { name: 'Remove Severity' }).first().click();
  await settings.getByLabel('Name of “Product area” for customers').fill('Part of Lumen');
  await settings.getByLabel('Add a column…').selectOption({ label: 'Requester' });
  await settings.getByLabel('Add a column…').selectOption({ label: 'Part of Lumen' });
  await settings.getByRole('button', { name: 'Remove Created' }).click();
  await save(settings);

  await page.reload();
  await expect(page.locator('ticket-detail')).toContainText('Part of Lumen');
  await expect(page.locator('ticket-detail')).not.toContainText('Severity');
  const told = await read<Summary>(page, `/api/tickets/${ticket.id}`);
  expect(told.properties.map(({ key }) => key)).toEqual(['product_area']);
  await page.goto('/portal/#/');
  const headers = page.locator('ticket-list').getByRole('columnheader');
  await expect(headers.filter({ hasText: 'Part of Lumen' })).toBeVisible();
  await expect(headers.filter({ hasText: 'Created' })).toHaveCount(0);
  await expect(headers.filter({ hasText: 'From' })).toBeVisible();
});
