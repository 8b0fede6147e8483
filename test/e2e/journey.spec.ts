import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { canary, expect, signIn, test } from './fixtures.ts';
import { read } from './tickets.ts';

const png = {
  name: 'screenshot.png',
  mimeType: 'image/png',
  buffer: readFileSync(path.join(import.meta.dirname, 'files/screenshot.png')),
};

/** All markup of a page, inside shadow trees too. */
async function everything(page: Page): Promise<string> {
  return page.evaluate(() => {
    const roots: (Document | ShadowRoot)[] = [document];
    let text = document.documentElement.outerHTML;
    for (const root of roots) {
      for (const { shadowRoot } of root.querySelectorAll('*')) {
        if (!shadowRoot) continue;
        text += shadowRoot.innerHTML;
        roots.push(shadowRoot);
      }
    }
    return text;
  });
}

test('a newcomer registers with consent, confirms the mail and signs out', async ({ visitor, gateway }) => {
  const { page } = await visitor();
  await page.goto('/');
  await page
    .getByRole('main')
    .getByRole('link')
    .filter({ hasText: /export/i })
    .first()
    .click();
  await expect(page.getByRole('article').getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('link', { name: /^Go to / }).click();

  await page
    .getByRole('link', { name: 'Register here' })
    .or(page.getByRole('button', { name: 'Register here' }))
    .click();
  const email = `dora.${Date.now()}@fresh.example`;
  await page.getByLabel('Your name').fill('Dora Fresh');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('four plain words here');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page.getByText('Please agree to go on.')).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue('Dora Fresh');
  await page.getByRole('checkbox', { name: /agree/i }).check();
  await page.getByLabel('Password', { exact: true }).fill('four plain words here');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeVisible();

  const mails = (await (await fetch(`${gateway.url}/demo/mailbox.json`)).json()) as {
    to: string;
    text: string;
  }[];
  const mail = mails.find(({ to }) => to === email);
  const link = /https?:\/\/\S+verify\S+/.exec(mail?.text ?? '')?.[0];
  expect(link, 'the mail carries a link').toBeTruthy();
  await page.goto(link!);
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await expect(page.getByText('No tickets yet')).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test('alice works through her tickets, an agent answers, bob sees it, carol does not', async ({
  visitor,
  gateway,
}) => {
  const alice = await visitor();
  const page = alice.page;
  await test.step('she signs in', async () => {
    await page.goto('/portal/');
    await signIn(page, 'alice@acme.example');
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  });

  await test.step('search, filter, sort and load more stay through Back', async () => {
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
    const search = page.getByRole('searchbox', { name: 'Search tickets' });
    const everyRow = async (): Promise<string[]> => rows.getByRole('link').allInnerTexts();
    await expect(rows).toHaveCount(25);
    await search.fill('export');
    await expect(page).toHaveURL(/q=export/);
    await expect(page.getByRole('table', { name: 'Tickets' })).toHaveAttribute('aria-busy', 'false');
    expect(await rows.count()).toBeGreaterThan(0);
    await search.fill('');
    await expect(page).not.toHaveURL(/q=/);

    await page.getByRole('button', { name: 'Closed', exact: true }).click();
    await expect(page).toHaveURL(/state=closed/);
    await page.getByRole('columnheader', { name: 'Created' }).getByRole('button').click();
    await expect(page).toHaveURL(/sort=-?created/);
    const created = page.getByRole('columnheader', { name: 'Created' });
    await expect(created).toHaveAttribute('aria-sort', /ascending|descending/);
    await expect(page.getByRole('table', { name: 'Tickets' })).toHaveAttribute('aria-busy', 'false');
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect(rows).toHaveCount(50);
    const before = await everyRow();
    const sort = /sort=(-?created)/.exec(page.url())?.[1] ?? '';
    const { items } = await read<{ items: { id: string; createdAt: string }[] }>(
      page,
      `/api/tickets?state=closed&limit=50&sort=${sort}`,
    );
    const ids = await rows.evaluateAll((found) => found.map((row) => (row as HTMLElement).dataset['id']));
    expect(ids).toEqual(items.map(({ id }) => id));
    const times = items.map(({ createdAt }) => createdAt);
    const inOrder = times.toSorted();
    expect(await created.getAttribute('aria-sort')).toBe(sort.startsWith('-') ? 'descending' : 'ascending');
    expect(times).toEqual(sort.startsWith('-') ? inOrder.toReversed() : inOrder);
    await expect(rows.getByText(/Open|Waiting/)).toHaveCount(0);

    const link = rows.nth(30).getByRole('link');
    const subject = (await link.innerText()).trim();
    await link.click();
    await expect(page.getByRole('heading', { level: 1, name: subject, exact: true })).toBeVisible();
    await page.goBack();
    await expect(rows).toHaveCount(50);
    await expect(page).toHaveURL(/state=closed/);
    await expect(page).toHaveURL(/sort=-?created/);
    expect(await everyRow()).toEqual(before);
    await page.reload();
    await expect(rows).toHaveCount(50);
    expect(await everyRow()).toEqual(before);
    await expect(page.getByRole('button', { name: 'Closed', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  const subject = `Totals differ between dashboards ${Date.now()}`;
  await test.step('she files a ticket through the form', async () => {
    await page.getByRole('link', { name: 'File a support ticket' }).first().click();
    await page.getByRole('button', { name: 'Submit ticket' }).click();
    await expect(page.getByRole('alert')).toContainText('attention');
    await page.getByLabel('Subject').fill(subject);
    await page.getByLabel(/What happened/).fill('The **sum** differs by 12.\n\n1. Open both\n2. Compare');
    const selects = page.getByRole('form').or(page.locator('ticket-form')).getByRole('combobox');
    for (const select of await selects.all()) await select.selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Submit ticket' }).click();
    await expect(page.getByText(/is filed/)).toBeVisible();
    await page.getByRole('link', { name: 'Show the ticket' }).click();
    await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  });
  const ticketUrl = page.url();

  await test.step('she opens it by its link and replies in markdown with a file', async () => {
    await page.goto('/');
    await page.goto(ticketUrl);
    await page.getByLabel('Your reply').fill('It is `row 10000` again, see the *picture*.');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles(png);
    await expect(page.getByText('screenshot.png', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.locator('ticket-detail').getByText('row 10000', { exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: /screenshot\.png/ })).toHaveCount(1);
    await expect(page.getByText('Sending…')).toHaveCount(0);
  });

  let events = 0;
  const note = `${canary}-journey-${Date.now()}`;
  const answer = `Found it: the second dashboard filters weekends ${Date.now()}.`;
  await test.step('an agent sees it, adds an internal note and answers', async () => {
    const agent = (await visitor()).page;
    events = alice.events();
    await agent.goto('/staff/');
    await signIn(agent, 'agent@portico.example');
    await agent.getByRole('link', { name: subject }).click();
    await expect(agent.locator('ticket-detail').getByText('row 10000', { exact: true })).toBeVisible();
    await agent.getByRole('textbox', { name: 'Internal note' }).fill(note);
    await agent.getByRole('button', { name: 'Add note' }).click();
    await expect(agent.getByRole('region', { name: 'Internal notes' }).getByText(note)).toBeVisible();
    await agent.getByRole('textbox', { name: 'Your reply' }).fill(answer);
    await agent.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(agent.getByText('Sending…')).toHaveCount(0);
  });

  await test.step('alice sees the answer without reload, and no trace of the note', async () => {
    await expect(page.locator('ticket-detail').getByText(answer)).toBeVisible();
    expect(alice.events(), 'her stream is read here').toBeGreaterThan(events);
    const shown = await everything(page);
    expect(shown, 'all of the page is looked at').toContain(answer);
    expect(shown).not.toContain(canary);
    const received = await alice.received();
    expect(received, 'all answers are looked at').toContain(answer);
    expect(received).not.toContain(canary);
    expect(received).not.toContain(note);
    expect(gateway.output()).not.toContain(canary);
  });

  await test.step('bob sees it under the company view', async () => {
    const bob = await visitor({ as: 'bob@acme.example' });
    await bob.page.goto('/portal/');
    await expect(bob.page.getByRole('button', { name: 'My tickets' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(bob.page.getByRole('row')).not.toHaveCount(0);
    await expect(bob.page.getByRole('link', { name: subject })).toHaveCount(0);
    await bob.page.getByRole('button', { name: /Acme.*tickets/ }).click();
    await bob.page.getByRole('link', { name: subject }).click();
    await expect(bob.page.locator('ticket-detail').getByText(answer)).toBeVisible();
    expect(await bob.received()).not.toContain(canary);
  });

  await test.step('carol gets nothing by the direct link', async () => {
    const carol = await visitor();
    await carol.page.goto(ticketUrl);
    await signIn(carol.page, 'carol@globex.example');
    await expect(carol.page.getByText('There is no such ticket, or it is not yours to see.')).toBeVisible();
    const id = /tickets\/([^?/]+)/.exec(ticketUrl)?.[1] ?? '';
    const answer = await carol.context.request.get(`/api/tickets/${id}`);
    expect(answer.status()).toBe(404);
    expect(await answer.text()).not.toContain(subject);
    expect(await carol.received()).not.toContain(subject);
  });

  await test.step('sign out', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await expect(page.getByText(subject)).toHaveCount(0);
  });
});
