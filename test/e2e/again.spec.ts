import type { BrowserContext } from '@playwright/test';
import { ended, signInAgain } from './ended-session.ts';
import { expect, password, test } from './fixtures.ts';
import { countMessages, countTickets, isReply, openTicket, openTicketId } from './tickets.ts';

const png = `${import.meta.dirname}/files/screenshot.png`;

/** Ends all sessions of whoever is signed in, beside the page. */
async function endSessions(context: BrowserContext, url: string): Promise<void> {
  const answer = await context.request.delete('/api/sessions', {
    headers: { origin: new URL(url).origin, 'x-portico': '1' },
  });
  expect(answer.ok()).toBe(true);
}

test('a half-typed reply with a file goes on after the same contact has signed in again, once', async ({
  visitor,
  gateway,
}) => {
  const { page, context } = await visitor({ as: 'alice@acme.example' });
  const id = await openTicketId(page);
  await openTicket(page, id);
  const text = `Before and after ${Date.now()}`;
  await page.getByLabel('Your reply').fill(text);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  await (await chooser).setFiles(png);
  await expect(page.getByText('screenshot.png', { exact: true })).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  const box = await page.getByLabel('Your reply').elementHandle();

  await endSessions(context, gateway.url);
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  expect(await box?.evaluate((element) => element.isConnected), 'it is the same box').toBe(true);
  await expect(page.getByLabel('Your reply')).toHaveValue(text);
  await page.getByRole('button', { name: 'Send', exact: true }).dblclick();
  await expect(page.locator('ticket-detail').getByText(text)).toBeVisible();
  await expect(page.getByText('Sending…')).toHaveCount(0);
  expect(await countMessages(page, id, text)).toBe(1);
  await expect(page.getByRole('link', { name: /screenshot\.png/ })).not.toHaveCount(0);
});

test('a reply that finds the session gone is sent once its writer is back', async ({ visitor, gateway }) => {
  const { page, context } = await visitor({ as: 'alice@acme.example' });
  // No word of the end comes by the stream: only the reply itself finds out.
  await context.route('**/api/events', (route) => route.abort());
  const id = await openTicketId(page, 1);
  await openTicket(page, id);
  const text = `Into the void ${Date.now()}`;
  const keys: (string | undefined)[] = [];
  await page.route(isReply, (route) => {
    if (route.request().method() === 'POST') keys.push(route.request().headers()['idempotency-key']);
    return route.continue();
  });
  await page.getByLabel('Your reply').fill(text);
  await endSessions(context, gateway.url);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  await expect(page.locator('ticket-detail').getByText(text)).toBeVisible();
  await expect(page.locator('.unsent')).toHaveCount(0);
  expect(await countMessages(page, id, text)).toBe(1);
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys).size, 'one key for all tries').toBe(1);
});

test('a half-filled form goes on after the same contact has signed in again', async ({
  visitor,
  gateway,
}) => {
  const { page, context } = await visitor({ as: 'alice@acme.example' });
  await page.goto('/portal/#/new');
  const subject = `Form and session ${Date.now()}`;
  await page.getByLabel('Subject').fill(subject);
  await endSessions(context, gateway.url);
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  await expect(page.getByLabel('Subject')).toHaveValue(subject);
  await page.getByLabel(/What happened/).fill('It went on.');
  await page.getByRole('button', { name: 'Submit ticket' }).click();
  await expect(page.getByText(/is filed/)).toBeVisible();
  expect(await countTickets(page, subject)).toBe(1);
});

test('another contact who signs in sees nothing of the first one’s, and the first one finds it again', async ({
  visitor,
  gateway,
}) => {
  const { page, context } = await visitor({ as: 'alice@acme.example' });
  const id = await openTicketId(page, 2);
  await openTicket(page, id);
  const subject = await page.getByRole('heading', { level: 1 }).innerText();
  const text = `For nobody else ${Date.now()}`;
  await page.getByLabel('Your reply').fill(text);
  await page.getByLabel('Your reply').blur();
  await endSessions(context, gateway.url);
  await expect(ended(page)).toBeVisible();
  // Every frame from the moment on at which the dialog is gone.
  await page.evaluate(() => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
    const read = (root: ParentNode): string =>
      [...root.querySelectorAll('*')]
        .map((node) => {
          const own = [...node.childNodes].filter(({ nodeType }) => nodeType === 3);
          const value =
            node instanceof HTMLTextAreaElement || node instanceof HTMLInputElement ? node.value : '';
          return [
            ...own.map(({ textContent }) => textContent),
            value,
            node.shadowRoot && read(node.shadowRoot),
          ];
        })
        .flat()
        .join(' ');
    const look = (): void => {
      const dialog = document.querySelector('portal-session')?.shadowRoot?.querySelector('dialog');
      if (!dialog?.open) seen.push(read(document.body));
      if (seen.length < 60) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await signInAgain(page, 'carol@globex.example');
  await expect(page).toHaveURL(/#\/tickets$/);
  await expect(page.getByText('Signed in as Carol')).toBeAttached();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { seen: string[] }).seen.length))
    .toBe(60);
  for (const frame of await page.evaluate(() => (window as unknown as { seen: string[] }).seen))
    for (const secret of [text, subject, 'Alice']) expect(frame).not.toContain(secret);

  await page.goto(`/portal/#/tickets/${id}`);
  await expect(page.getByText('There is no such ticket, or it is not yours to see.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').fill('alice@acme.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByLabel('Your reply')).toHaveValue(text);
});

test('whoever does not sign in again leaves a signed-out page, and finds the draft later', async ({
  visitor,
  gateway,
}) => {
  const { page, context } = await visitor({ as: 'bob@acme.example' });
  const id = await openTicketId(page);
  await openTicket(page, id);
  const text = `For later ${Date.now()}`;
  await page.getByLabel('Your reply').fill(text);
  await endSessions(context, gateway.url);
  await ended(page).getByRole('button', { name: 'Not now' }).click();
  // The dialog's fields go a moment after it.
  await expect(page.getByLabel('Password', { exact: true })).toHaveCount(1);
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Your reply')).toHaveCount(0);
  expect(await page.locator('body').innerText()).not.toContain(text);
  await page.getByLabel('E-mail').fill('bob@acme.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByLabel('Your reply')).toHaveValue(text);
});

test('a session that ends while no stream is open to tell is noticed as the next one is refused', async ({
  visitor,
  gateway,
}) => {
  const { page, context } = await visitor({ as: 'alice@acme.example' });
  let over = (): void => {};
  const ends = new Promise<void>((resolve) => (over = resolve));
  const asked = page.waitForRequest('**/api/events');
  await context.route('**/api/events', async (route) => {
    await ends;
    await route.continue();
  });
  await openTicket(page, await openTicketId(page));
  await page.getByLabel('Your reply').fill('Half a sentence');
  await asked;
  await endSessions(context, gateway.url);
  over();
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  await expect(page.getByLabel('Your reply')).toHaveValue('Half a sentence');
});
