import { expect, test } from './fixtures.ts';
import { countMessages, openTicket, openTicketId } from './tickets.ts';

for (const how of ['stop', 'kill'] as const) {
  const words = how === 'stop' ? 'is restarted' : 'dies and is started again';

  test(`a page that is open while the gateway ${words} goes on by itself`, async ({ visitor, gateway }) => {
    const alice = await visitor({ as: 'alice@acme.example' });
    const { page } = alice;
    const id = await openTicketId(page);
    await openTicket(page, id);
    const before = `Before ${how} ${Date.now()}`;
    await page.getByLabel('Your reply').fill(before);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.locator('ticket-detail').getByText(before)).toHaveCount(1);
    await expect(page.getByText('Sending…')).toHaveCount(0);

    await gateway.end(how);
    const during = `While it was away ${how} ${Date.now()}`;
    await page.getByLabel('Your reply').fill(during);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.locator('.unsent').getByText(/^Not sent/)).toBeVisible({ timeout: 30_000 });
    await page.getByLabel('Your reply').fill('and a draft');
    await gateway.begin();

    await test.step('what waited goes without a hand moved, and nothing acknowledged is lost', async () => {
      await expect(page.locator('.unsent')).toHaveCount(0, { timeout: 40_000 });
      await expect(page.locator('ticket-detail').getByText(during)).toHaveCount(1);
      await expect(page.getByLabel('Your reply')).toHaveValue('and a draft');
      expect(await countMessages(page, id, before)).toBe(1);
      expect(await countMessages(page, id, during)).toBe(1);
    });

    await test.step('the stream is there again: what somebody else writes appears', async () => {
      const elsewhere = await visitor({ as: 'alice@acme.example' });
      await openTicket(elsewhere.page, id);
      const after = `From another browser ${how} ${Date.now()}`;
      await elsewhere.page.getByLabel('Your reply').fill(after);
      await elsewhere.page.getByRole('button', { name: 'Send', exact: true }).click();
      await expect(page.locator('ticket-detail').getByText(after)).toHaveCount(1, { timeout: 40_000 });
    });
  });
}
