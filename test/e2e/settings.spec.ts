import { password } from './fixtures.ts';
import { agent, expect, expectAccessible, owner, save, test } from './settings-world.ts';

// The settings pages: what holds for all of them, and the page of general settings, as customers and strangers see it.

const off = 'This portal is not open at the moment.';

test('a new name is in the portal’s navigation and its tab’s title, and the save is kept with who and what', async ({
  editing,
  visitor,
}) => {
  const page = await editing('general');
  await page.getByLabel('Name', { exact: true }).fill('Lantern Help');
  await expect(page.getByText('1 unsaved change', { exact: true })).toBeVisible();
  await page.getByText('What changed').click();
  await expect(page.locator('settings-bar')).toContainText('Lantern Help');
  await save(page);

  const alice = await visitor({ as: 'alice@acme.example' });
  await alice.page.goto('/portal/');
  await expect(alice.page.locator('portal-nav').first()).toContainText('Lantern Help');
  await expect(alice.page).toHaveTitle(/Lantern Help/);

  await page.getByRole('link', { name: 'History and file' }).click();
  const newest = page.locator('ol.saves > li').first();
  await expect(newest).toContainText('Saved by');
  await expect(newest).toContainText('Lantern Help');
});

test('off, customers and strangers reach nothing but a plain message and whom to ask, on open pages too', async ({
  editing,
  visitor,
  gateway,
}) => {
  const alice = await visitor({ as: 'alice@acme.example' });
  await alice.page.goto('/portal/');
  await expect(alice.page.locator('ticket-list').getByRole('link').first()).toBeVisible();

  const page = await editing('general');
  await page.getByLabel(/^Whom to ask/).fill('Call 555 0100.');
  await page.getByLabel('The portal is on').uncheck();
  await expect(page.getByText(/Nothing can be reached/)).toBeVisible();
  await save(page);

  await expect(alice.page.getByText(off).filter({ visible: true }).first()).toBeVisible();
  await expect(alice.page.getByText('Call 555 0100.').filter({ visible: true }).first()).toBeVisible();
  await expect(alice.page.locator('ticket-list').getByRole('link')).toHaveCount(0);
  for (const path of ['/api/tickets', '/api/articles?text=a'])
    expect((await alice.context.request.get(path)).status(), path).toBe(403);
  const stranger = await visitor();
  await stranger.page.goto('/portal/');
  await expect(stranger.page.getByText(off).filter({ visible: true }).first()).toBeVisible();
  expect((await stranger.context.request.get(`${gateway.url}/api/tickets`)).status()).toBe(403);

  await page.getByLabel('The portal is on').check();
  await save(page);
  await expect(alice.page.locator('ticket-list').getByRole('link').first()).toBeVisible();
});

test('the switch refuses while something is missing, says what, and leads there', async ({
  editing,
  settings,
}) => {
  const page = await editing('general');
  await settings.change(({ portal }) => {
    portal.enabled = false;
    delete portal.signIn.consent;
  });
  await page.reload();
  const missing = page.getByRole('link', { name: /Write what people agree to/ });
  await expect(missing).toBeVisible();
  await page.getByLabel('The portal is on').click();
  await expect(page.getByRole('alert')).toContainText('It cannot be turned on yet.');
  await expect(page.getByLabel('The portal is on')).not.toBeChecked();
  await expect(page.locator('settings-bar')).not.toContainText('unsaved');

  await missing.click();
  await expect(page.getByRole('heading', { name: 'Consent' })).toBeVisible();
  await page.getByLabel('Ask newcomers for consent').check();
  // With no way to sign in, nobody could ever turn it on: that is not saved either.
  await page.getByRole('link', { name: 'Sign-in', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Password' }).uncheck();
  await page.getByLabel('Link or code by e-mail').uncheck();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Ways to sign in' })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('checkbox', { name: 'Password' }).check();
  await page.getByRole('link', { name: 'General' }).click();
  await expect(missing).toHaveCount(0);
  await page.getByLabel('The portal is on').check();
  await save(page);
  expect((await settings.read()).settings.portal.enabled).toBe(true);
});

test('a new address and one language: the gateway’s own page is there, in that language', async ({
  editing,
  visitor,
}) => {
  const page = await editing('general');
  await page.getByLabel('Address', { exact: true }).fill('pomoc');
  await page.getByRole('button', { name: 'Move Polish up' }).click();
  await page.getByRole('button', { name: 'Remove English' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await save(page);
  const stranger = await visitor();
  await stranger.page.goto('/pomoc/');
  await expect(stranger.page.locator('html')).toHaveAttribute('lang', 'pl');
  await expect(stranger.page.getByRole('button', { name: 'Zaloguj się', exact: true })).toBeVisible();
});

test('a site that is named may call the gateway, others may not; a pasted address becomes its origin', async ({
  editing,
  gateway,
}) => {
  const page = await editing('general');
  const field = page.getByLabel('Add a site');
  await field.fill('no site');
  await field.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not the address of a site');
  await field.fill('https://help.example.com/articles/1');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await expect(page.getByLabel('The tags')).toHaveValue(
    new RegExp(`src="${gateway.url}/cdn/portico.js"[^]*<portal-provider gateway="${gateway.url}">`),
  );
  await save(page);
  const allowed = async (origin: string) =>
    (await fetch(`${gateway.url}/api/portal`, { headers: { origin } })).headers.get(
      'access-control-allow-origin',
    );
  expect(await allowed('https://help.example.com')).toBe('https://help.example.com');
  expect(await allowed('https://help.example.com.evil.example')).toBeNull();
});

test('an idle limit is what customers’ pages count down', async ({ editing, visitor }) => {
  const page = await editing('general');
  await page.getByLabel('Without activity').selectOption('After 20 minutes');
  await save(page);
  const { page: customer } = await visitor({ as: 'alice@acme.example' });
  await customer.clock.install();
  await customer.goto('/portal/');
  await expect(customer.locator('ticket-list').getByRole('link').first()).toBeVisible();
  await customer.clock.fastForward('18:30');
  await expect(customer.getByRole('button', { name: 'Stay signed in' })).toBeVisible();
});

test('what the gateway refuses is said at its field, which gets the focus', async ({ editing, settings }) => {
  const page = await editing('general');
  await page.getByLabel('Address', { exact: true }).fill('api');
  await page.getByRole('link', { name: 'Access' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const field = page.getByLabel('Address', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/The gateway itself needs this address/);
  await expect(page.locator('settings-bar')).toContainText('one setting needs another look');
  expect((await settings.read()).settings.portal.slug).toBe('portal');
  await field.fill('help');
  await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  await save(page);
});

test('unsaved changes are kept from page to page, asked about at every way out, and can be discarded', async ({
  editing,
  settings,
}) => {
  const page = await editing('general');
  const name = page.getByLabel('Name', { exact: true });
  const before = await name.inputValue();
  await name.fill('Not saved');
  await page.getByRole('link', { name: 'Sign-in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign-in' })).toBeFocused();
  await page.getByRole('link', { name: /^General/ }).click();
  await expect(name).toHaveValue('Not saved');

  await page.getByRole('link', { name: 'Inbox', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Leave with unsaved changes?' });
  await question.getByRole('button', { name: 'Stay here' }).click();
  await expect(name).toHaveValue('Not saved');
  // The browser's own question, which the fixture answers with "stay".
  const asked = page.waitForEvent('dialog');
  void page.evaluate(() => location.reload());
  expect((await asked).type()).toBe('beforeunload');
  await expect(name).toHaveValue('Not saved');

  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(name).toHaveValue(before);
  await name.fill('Saved on the way out');
  await page.getByRole('link', { name: 'Inbox', exact: true }).click();
  await question.getByRole('button', { name: 'Save and leave' }).click();
  await page.waitForURL('**/staff/');
  expect((await settings.read()).settings.portal.name).toBe('Saved on the way out');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(name).toHaveValue('Saved on the way out');
});

test('two owners at once: other settings of both stand, and of the same one each says whose', async ({
  editing,
  settings,
}) => {
  const [one, two] = [await editing('general'), await editing('general')];
  await one.getByLabel('Name', { exact: true }).fill('One');
  await save(one);
  await two.getByLabel('Name', { exact: true }).fill('Two');
  await two.getByLabel(/^Whom to ask/).fill('Ask Two.');
  await two.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = two.getByRole('dialog', { name: 'Somebody else has saved meanwhile' });
  await expect(conflict).toContainText('Name: One');
  await expectAccessible(two);
  await expect(conflict.getByRole('group', { name: 'Name' })).toHaveText(/Theirs: One\s+Mine: Two/);
  await conflict.getByRole('group', { name: 'Name' }).getByLabel('Mine').check();
  await conflict.getByRole('button', { name: 'Save my changes' }).click();
  await expect(two.getByText('Saved. It holds from now on.').first()).toBeVisible();
  const { portal } = (await settings.read()).settings;
  expect([portal.name, portal.contactHint]).toEqual(['Two', 'Ask Two.']);

  await one.getByLabel('Name', { exact: true }).fill('One again');
  await one.getByRole('button', { name: 'Save', exact: true }).click();
  await one.getByRole('button', { name: 'Drop my changes' }).click();
  await expect(one.getByLabel('Name', { exact: true })).toHaveValue('Two');
  await expect(one.locator('settings-bar')).not.toContainText('unsaved');
});

test('agents and customers find no settings, by page and by call; strangers are asked to sign in', async ({
  visitor,
}) => {
  for (const as of [agent, 'alice@acme.example']) {
    const { page, context } = await visitor({ as, expected: [/404/] });
    await page.goto('/staff/settings/');
    await expect(page.getByRole('heading', { name: /Only owners/ })).toBeVisible();
    await expectAccessible(page);
    for (const path of ['settings', 'settings/history', 'settings/schema'])
      expect([403, 404], `${as} ${path}`).toContain(
        (await context.request.get(`/api/staff/${path}`)).status(),
      );
  }
  const { page } = await visitor();
  await page.goto('/staff/settings/');
  await page.getByLabel('E-mail').fill(owner);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'General' })).toBeVisible();
});

test('by keyboard alone: to a page, a setting, and saved', async ({ editing, settings }) => {
  const page = await editing('general');
  const tabTo = async (name: string) => {
    for (let n = 0; n < 60; n += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        const element = at as HTMLInputElement | null;
        return element?.labels?.[0]?.innerText ?? element?.ariaLabel ?? element?.textContent ?? '';
      });
      if (focused.trim().startsWith(name)) return;
    }
    throw new Error(`${name} is not reached by Tab`);
  };
  await tabTo('Sign-in');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign-in' })).toBeFocused();
  await tabTo('Let people register');
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved. It holds from now on.').first()).toBeVisible();
  expect((await settings.read()).settings.portal.signIn.registration).toBe(false);
});
