import { pl } from '../../src/locales/pl.ts';
import { openOwnPage } from './embed.ts';
import { expect, signIn, test } from './fixtures.ts';
import { openTicketId } from './tickets.ts';

test.describe('single tags on pages of their own', () => {
  test('sign in, find a ticket, come back, file one, sign out', async ({ visitor }) => {
    const { page } = await visitor();
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
    await page.goto('/help/tickets/');
    await page.locator('ticket-list').getByRole('link', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/\/help\/sign-in\//);
    await signIn(page, 'alice@acme.example');
    await page.locator('portal-login').getByRole('link', { name: 'Tickets' }).click();
    await expect(page).toHaveURL(/\/help\/tickets\/$/);
    await expect(rows).toHaveCount(25);

    await page.getByRole('button', { name: 'Closed', exact: true }).click();
    await expect(page).toHaveURL(/\/help\/tickets\/\?state=closed$/);
    await expect(page.getByRole('table', { name: 'Tickets' })).toHaveAttribute('aria-busy', 'false');
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect(rows).toHaveCount(50);
    const link = rows.nth(40).getByRole('link');
    const subject = (await link.innerText()).trim();
    await link.click();
    await expect(page).toHaveURL(/\/help\/ticket\/\?id=[a-z0-9]+$/);
    await expect(
      page.locator('ticket-detail').getByRole('heading', { name: subject, exact: true }),
    ).toBeVisible();
    await page.goBack();
    await expect(rows).toHaveCount(50);
    await expect(page.getByRole('button', { name: 'Closed', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.goForward();
    await expect(
      page.locator('ticket-detail').getByRole('heading', { name: subject, exact: true }),
    ).toBeVisible();

    await page.getByRole('link', { name: 'File a support ticket' }).click();
    await expect(page).toHaveURL(/\/help\/new\/$/);
    const filed = `From a page of its own ${Date.now()}`;
    await page.getByLabel('Subject').fill(filed);
    await page.getByLabel(/What happened/).fill('Nothing unusual.');
    await page.getByRole('button', { name: 'Submit ticket' }).click();
    await page.getByRole('link', { name: 'Show the ticket' }).click();
    await expect(page).toHaveURL(/\/help\/ticket\/\?id=/);
    await expect(page.locator('ticket-detail').getByRole('heading', { name: filed })).toBeVisible();
    await page.locator('portal-nav').getByRole('link', { name: 'Tickets' }).click();
    await expect(rows.first()).toContainText(filed);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText(filed)).toHaveCount(0);
    await expect(page.locator('ticket-list').getByRole('link', { name: 'Sign in' })).toBeVisible();
  });

  test('a ticket without an id, and one of somebody else', async ({ visitor }) => {
    const alice = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(alice.page);
    const { page } = await visitor({ as: 'carol@globex.example' });
    await page.goto(`/help/ticket/?id=${id}`);
    await expect(page.getByText('There is no such ticket, or it is not yours to see.')).toBeVisible();
    await page.goto('/help/ticket/');
    await expect(page.locator('ticket-detail')).toBeAttached();
    await expect(page.getByLabel('Your reply')).toHaveCount(0);
  });
});

test('articles lead into the portal, in their own language', async ({ visitor }) => {
  const { page } = await visitor();
  await page.goto('/articles/export-limits/');
  await expect(page.getByRole('link', { name: 'Go to Lumen Support' })).toHaveAttribute('href', '/portal/');
  await page.goto('/pl/articles/export-limits/');
  await expect(page.getByRole('link', { name: pl.goToPortal('Lumen Support') })).toHaveAttribute(
    'href',
    '/portal/',
  );
});

test('a page in Polish has a portal in Polish', async ({ visitor }) => {
  const { page } = await visitor();
  await openOwnPage(page, {
    lang: 'pl',
    body: '<portal-provider gateway="/"><portal-app></portal-app></portal-provider>',
  });
  await page.getByLabel(pl.email).fill('alice@acme.example');
  await page.getByLabel(pl.password, { exact: true }).fill('lantern-harbor-42');
  await page.getByRole('button', { name: pl.signIn, exact: true }).click();
  await expect(page.getByRole('button', { name: pl.signOut })).toBeVisible();
  await expect(page.getByRole('heading', { name: pl.tickets })).toBeVisible();
  await expect(page.getByRole('button', { name: pl.closed, exact: true })).toBeVisible();
  await page.getByRole('row').getByRole('link').first().click();
  await expect(page.getByRole('region', { name: pl.conversation })).toBeVisible();
  await page.getByRole('link', { name: pl.fileTicket }).click();
  await expect(page.getByRole('button', { name: pl.submitTicket })).toBeVisible();
});

test.describe('routing', () => {
  test('by paths: every view has an address, and no page is loaded twice', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
    await openOwnPage(page, {
      body: '<portal-provider gateway="/"><portal-app routing="history" base="/own"></portal-app></portal-provider>',
    });
    await expect(page).toHaveURL(/\/own\/tickets$/);
    await expect(rows).toHaveCount(25);
    await page.evaluate(() => (document.documentElement.dataset['visit'] = 'first'));
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page).toHaveURL(/\/own\/tickets\?state=open$/);
    const link = rows.first().getByRole('link');
    const subject = (await link.innerText()).trim();
    await link.click();
    await expect(page).toHaveURL(/\/own\/tickets\/[a-z0-9]+$/);
    await expect(page.getByRole('heading', { level: 1, name: subject, exact: true })).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(/\/own\/tickets\?state=open$/);
    await expect(page.getByRole('button', { name: 'Open', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.goForward();
    await page.getByRole('link', { name: 'File a support ticket' }).click();
    await expect(page).toHaveURL(/\/own\/new\/support$/);
    await expect(page.locator('html')).toHaveAttribute('data-visit', 'first');
    await page.reload();
    await expect(page.getByLabel('Subject')).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByLabel('E-mail')).toBeVisible();
    await expect(page).toHaveURL(/\/own\/new\/support$/);
    await signIn(page, 'alice@acme.example');
    await expect(page.getByLabel('Subject')).toBeVisible();
  });

  test('by fragments: an anchor of the page is left to the page', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(page);
    await page.goto(`/portal/#/tickets/${id}`);
    await expect(page.getByLabel('Your reply')).toBeVisible();
    await page.evaluate(() => (location.hash = 'content'));
    await expect(page).toHaveURL(/#content$/);
    await expect(page.getByLabel('Your reply')).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`#/tickets/${id}$`));
    await expect(page.getByLabel('Your reply')).toBeVisible();
    await page.goto('/portal/#/no/such/view');
    await expect(page.getByRole('heading', { name: 'Tickets' })).toBeVisible();
  });
});

test.describe('pages that do as they please', () => {
  test('two copies of the library', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await openOwnPage(page, {
      body: '<portal-nav></portal-nav><ticket-list></ticket-list><ticket-form></ticket-form>',
      script: `
        import '/cdn/portico.js';
        import { configurePortal, gatewayAdapter } from '/cdn/portico.js?second';
        configurePortal({ adapter: gatewayAdapter({ url: '/' }) });`,
    });
    await expect(page.getByRole('row')).toHaveCount(26);
    await expect(page.getByLabel('Subject')).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.locator('ticket-list').getByText('Sign in to see your tickets.')).toBeVisible();
    await expect(page.locator('ticket-form').getByText('Sign in to see your tickets.')).toBeVisible();
  });

  test('a script that comes late finds the tags, and what was set on them', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    await openOwnPage(page, {
      body: '<portal-provider gateway="/"><ticket-list lang="pl"></ticket-list></portal-provider>',
      script: '',
    });
    await page.evaluate(() => {
      const list = document.querySelector('ticket-list')!;
      Object.assign(list, { columns: ['subject'], pageSize: 7 });
    });
    await expect(page.getByRole('row')).toHaveCount(0);
    await page.evaluate("import('/cdn/portico.js').then(() => undefined)");
    await expect(page.getByRole('row')).toHaveCount(8);
    await expect(page.getByRole('columnheader')).toHaveText([pl.columns['subject']!]);
  });

  test('tags that are moved, taken out and put back', async ({ visitor }) => {
    const { page } = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(page, 1);
    await openOwnPage(page, {
      body: `<portal-provider gateway="/"><div id="here">
        <ticket-list></ticket-list><ticket-detail ticket-id="${id}"></ticket-detail></div>
        <div id="there"></div></portal-provider>`,
    });
    await expect(page.getByRole('row')).toHaveCount(26);
    await page.getByLabel('Your reply').fill('Moved in the middle of a sentence');
    await page.evaluate(() => {
      const there = document.querySelector('#there')!;
      there.append(document.querySelector('ticket-list')!, document.querySelector('ticket-detail')!);
    });
    await expect(page.locator('#there ticket-list').getByRole('row')).toHaveCount(26);
    await expect(page.getByLabel('Your reply')).toHaveValue('Moved in the middle of a sentence');
    await page.evaluate(async () => {
      const detail = document.querySelector('ticket-detail')!;
      detail.remove();
      await new Promise(requestAnimationFrame);
      document.querySelector('#here')!.append(detail);
    });
    await expect(page.locator('#here').getByLabel('Your reply')).toHaveValue(
      'Moved in the middle of a sentence',
    );
    // It still hears what happens.
    const other = await visitor({ as: 'alice@acme.example' });
    await other.page.goto(`/help/ticket/?id=${id}`);
    const text = `To a ticket that was moved ${Date.now()}`;
    await other.page.getByLabel('Your reply').fill(text);
    await other.page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.locator('#here').getByText(text)).toHaveCount(1, { timeout: 20_000 });
  });
});
