import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { agent, owner, save } from './settings-world.ts';
import { read } from './tickets.ts';

// A form from the first click to the ticket in its inbox. An inbox in which tickets are cannot go again.

test.use({ world: 'calls' });

const alice = 'alice@acme.example';

interface Ticket {
  id: string;
  subject: string;
  stage: { id: string; label: string; state: string };
}

const named = async (page: Page, subject: string): Promise<Ticket | undefined> =>
  (await read<{ items: Ticket[] }>(page, '/api/tickets?limit=20')).items.find(
    (one) => one.subject === subject,
  );

test('a form built from nothing is connected once it lacks nothing, filed, and arrives in its inbox', async ({
  visitor,
}) => {
  const { page: settings } = await visitor({ as: owner });
  await settings.goto('/staff/settings/#/inboxes');
  await settings.getByLabel('Another inbox').fill('Repairs');
  await settings.getByRole('button', { name: 'Add inbox' }).click();
  await settings.getByRole('link', { name: 'Forms', exact: true }).click();
  await settings.getByLabel('Another form').fill('Report a defect');
  await settings.getByLabel('Another form').press('Enter');
  await expect(settings.getByLabel('Title')).toBeFocused();

  // A customer cannot be offered what has no inbox.
  const connect = settings.getByRole('checkbox', { name: 'Connect this form' });
  await connect.click();
  await expect(connect).not.toBeChecked();
  await settings.getByRole('button', { name: 'Choose the inbox where its tickets arrive' }).click();
  const inbox = settings.getByLabel('Inbox where its tickets arrive');
  await expect(inbox).toBeFocused();
  await inbox.selectOption({ label: 'Repairs' });

  // A property that is new, and a field that waits for it.
  await settings.getByLabel('A field for a new property').fill('Is it broken?');
  await settings.getByRole('button', { name: 'Add field', exact: true }).click();
  await settings.getByLabel('Kind').selectOption({ label: 'Yes or no' });
  await settings.getByLabel('A field for a new property').fill('Part number');
  await settings.getByRole('button', { name: 'Add field', exact: true }).click();
  const part = settings.getByRole('listitem').filter({ hasText: 'Part number' }).last();
  await part.getByLabel('Help below the label').fill('It stands on the back.');
  await part.getByLabel('Longest text').fill('8');
  await part.getByRole('checkbox', { name: 'Required' }).check();
  await part.getByLabel('Add a condition on…').selectOption({ label: 'Is it broken?' });

  // The preview shows it before anybody else can see it.
  const preview = settings.locator('settings-preview ticket-form');
  await expect(preview.getByText('Is it broken?')).toBeVisible();
  await expect(preview.getByText('It stands on the back.')).toHaveCount(0);
  await preview.getByRole('checkbox', { name: 'Is it broken?' }).check();
  await expect(preview.getByText('It stands on the back.')).toBeVisible();

  const { page } = await visitor({ as: alice });
  await connect.check();
  await save(settings);

  await page.goto('/portal/#/new');
  await page
    .getByRole('link', { name: 'Report a defect' })
    .or(page.getByRole('button', { name: 'Report a defect' }))
    .first()
    .click();
  const subject = `The lid is loose ${Date.now()}`;
  await page.getByLabel('Subject', { exact: true }).fill(subject);
  await page.getByLabel('Message', { exact: true }).fill('It falls off.');
  await expect(page.getByLabel('Part number')).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Is it broken?' }).check();
  await page.getByRole('button', { name: 'Submit ticket' }).click();
  await expect(page.getByLabel('Part number')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Part number').fill('A-17');
  await page.getByRole('button', { name: 'Submit ticket' }).click();
  await expect.poll(() => named(page, subject)).toBeTruthy();

  const filed = await named(page, subject);
  const seat = await visitor({ as: agent });
  const { staff } = await read<{ staff: { inbox: { id: string; name: string } | null } }>(
    seat.page,
    `/api/staff/tickets/${filed!.id}`,
  );
  expect(staff.inbox).toMatchObject({ name: 'Repairs' });
  const there = await read<{ items: Ticket[] }>(seat.page, `/api/staff/tickets?inbox=${staff.inbox!.id}`);
  expect(there.items.map(({ id }) => id)).toEqual([filed!.id]);
});
