import { password } from './fixtures.ts';
import { expect, linkIn, mailTo, save, test } from './settings-world.ts';

// Who comes in, and how: each row is set by the pages, and seen as customers and strangers see it.

test('with the link alone, the sign-in asks for no password, and the gateway takes none', async ({
  editing,
  visitor,
  gateway,
}) => {
  const page = await editing('sign-in');
  await page.getByLabel('Password', { exact: true }).uncheck();
  await save(page);
  const { page: stranger } = await visitor({ expected: [/40\d/] });
  await stranger.goto('/portal/');
  await expect(stranger.getByLabel('E-mail').first()).toBeVisible();
  await expect(stranger.getByLabel('Password', { exact: true })).toHaveCount(0);
  const answer = await fetch(`${gateway.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { origin: gateway.url, 'x-portico': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ method: 'password', email: 'alice@acme.example', password }),
  });
  expect(answer.ok).toBe(false);
});

test('registration off: the link is absent, and the gateway refuses', async ({
  editing,
  visitor,
  gateway,
}) => {
  const page = await editing('sign-in');
  const { page: stranger } = await visitor();
  await stranger.goto('/portal/');
  await expect(
    stranger
      .getByRole('button', { name: 'Register here' })
      .or(stranger.getByRole('link', { name: 'Register here' })),
  ).toBeVisible();
  await page.getByLabel('Let people register by themselves').uncheck();
  await save(page);
  await stranger.reload();
  await expect(stranger.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(stranger.getByText('Register here')).toHaveCount(0);
  const answer = await fetch(`${gateway.url}/api/auth/register`, {
    method: 'POST',
    headers: { origin: gateway.url, 'x-portico': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'N', email: 'n@new.example', password: 'a lamp in the fog 7' }),
  });
  expect(answer.ok).toBe(false);
  expect(((await answer.json()) as { code: string }).code).toBe('not-supported');
});

test('a new text of the consent gets a new version, which is what people agree to from then on', async ({
  editing,
  settings,
  visitor,
  gateway,
}) => {
  const before = (await settings.read()).settings.portal.signIn.consent?.version;
  const page = await editing('consent');
  await page
    .getByLabel('Text', { exact: true })
    .fill('We keep **everything** for [ten years](https://example.com/terms).');
  const shown = page.locator('.shown');
  await expect(shown.locator('strong')).toHaveText('everything');
  await expect(shown.getByRole('link', { name: 'ten years' })).toHaveAttribute(
    'href',
    'https://example.com/terms',
  );
  await page.getByLabel('Words beside the checkbox').fill('Ten years are fine with me');
  await page.getByRole('button', { name: /^Call it 20/ }).click();
  await save(page);
  const version = (await settings.read()).settings.portal.signIn.consent?.version;
  expect(version).not.toBe(before);

  const { page: stranger } = await visitor();
  await stranger.goto('/portal/');
  await stranger.getByText('Register here').click();
  await expect(stranger.getByRole('link', { name: 'ten years' })).toBeVisible();
  await expect(stranger.getByRole('checkbox', { name: 'Ten years are fine with me' })).not.toBeChecked();
  const register = async (consent: string | undefined) =>
    await fetch(`${gateway.url}/api/auth/register`, {
      method: 'POST',
      headers: { origin: gateway.url, 'x-portico': '1', 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'N',
        email: 'consent@new.example',
        password: 'a lamp in the fog 7',
        consent,
      }),
    });
  const refused = await register(before);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('"consent"');
  expect((await register(version)).ok).toBe(true);
});

test('a provider: its fields, what is wrong at its field, and its button on the sign-in', async ({
  editing,
  settings,
  visitor,
}) => {
  const page = await editing('sign-in');
  await page.getByRole('button', { name: 'OpenID Connect' }).click();
  const label = page.getByLabel('Words on the button');
  await expect(label).toBeFocused();
  await label.fill('Example ID');
  await page.getByLabel('Client id').fill('portico');
  await page.getByLabel('Environment variable with the client secret').fill('HOME');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const issuer = page.getByLabel('Issuer');
  await expect(issuer).toHaveAttribute('aria-invalid', 'true');
  const secret = page.getByLabel('Environment variable with the client secret');
  await expect(secret).toHaveAccessibleDescription(/begins with SSO_/);
  await issuer.fill('https://login.example.com');
  await secret.fill('');
  await save(page);

  const { page: stranger } = await visitor();
  await stranger.goto('/portal/');
  await expect(stranger.getByRole('button', { name: 'Example ID' })).toBeVisible();
  await page.getByLabel('Show the button').uncheck();
  await save(page);
  await stranger.reload();
  await expect(stranger.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(stranger.getByRole('button', { name: 'Example ID' })).toHaveCount(0);
  const [provider] = (await settings.read()).settings.portal.signIn.providers;
  expect(provider).toMatchObject({ kind: 'oidc', id: 'oidc', audience: 'all', staff: false, enabled: false });
  expect(provider).not.toHaveProperty('clientSecret');

  await page.getByRole('button', { name: 'Remove Example ID' }).click();
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeFocused();
  await undo.click();
  await expect(page.locator('settings-bar')).not.toContainText('unsaved');
});

test('only people on a list are let in, others are told whom to ask; those on it are invited once', async ({
  editing,
  settings,
  visitor,
  gateway,
}) => {
  await settings.change(({ portal }) => (portal.contactHint = 'Ask Wanda.'));
  const page = await editing('access');
  await page.getByLabel('Only people on contact lists').check();
  await page.getByLabel('Name of a new list').fill('Pilot group');
  await page.getByRole('button', { name: 'Add the list' }).click();
  const members = page.getByLabel('Add addresses');
  await expect(members).toBeFocused();
  await members.fill('bob@acme.example, dana@pilot.example;Nobody\n<Erin@Pilot.example>');
  await members.press('Enter');
  await expect(members).toHaveValue('Nobody');
  await expect(page.getByRole('alert')).toContainText('These are no addresses');
  await page.getByRole('group', { name: 'Lists that are let in' }).getByLabel('Pilot group').check();
  await save(page);
  expect((await settings.read()).settings.contactLists).toEqual([
    {
      id: 'pilot-group',
      name: 'Pilot group',
      members: ['bob@acme.example', 'dana@pilot.example', 'erin@pilot.example'],
    },
  ]);

  const alice = await visitor({ expected: [/40\d/] });
  await alice.page.goto('/portal/');
  await alice.page.getByLabel('E-mail').fill('alice@acme.example');
  await alice.page.getByLabel('Password', { exact: true }).fill(password);
  await alice.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(alice.page.getByText('Ask Wanda.')).toBeVisible();
  const bob = await visitor({ as: 'bob@acme.example' });
  await bob.page.goto('/portal/');
  await expect(bob.page.locator('ticket-list').getByRole('link').first()).toBeVisible();

  await page.getByRole('button', { name: 'Invite 2 people' }).click();
  await expect(page.getByText('2 mails are on the way.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Invite/ })).toHaveCount(0);
  expect(linkIn(await mailTo(gateway.url, 'dana@pilot.example'))).toContain('/portal/#/reset?token=');

  await page.getByRole('button', { name: 'Remove Pilot group' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('settings-bar')).toContainText('“pilot-group” is not there any more.');
});

test('a list by rule lets a whole company in, and nobody else', async ({ editing, settings, visitor }) => {
  const page = await editing('access');
  await page.getByLabel('Only people on contact lists').check();
  await page.getByLabel('Name of a new list').fill('Everybody at Acme');
  await page.getByRole('button', { name: 'Add the list' }).click();
  await page.getByLabel('Everybody who meets a rule is on this list too').check();
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByLabel('Property', { exact: true }).selectOption({ label: 'Company' });
  await page.getByRole('combobox', { name: 'Value: Company' }).fill('Acme');
  await page.getByRole('option', { name: 'Acme' }).click();
  await expect(page.getByText('Company is Acme', { exact: false }).first()).toBeVisible();
  await page.getByRole('group', { name: 'Lists that are let in' }).getByLabel('Everybody at Acme').check();
  await save(page);
  const [list] = (await settings.read()).settings.contactLists;
  expect(list).toMatchObject({
    members: [],
    rule: { all: [{ property: 'company', operator: 'is', value: 'acme' }] },
  });

  const alice = await visitor({ as: 'alice@acme.example' });
  await alice.page.goto('/portal/');
  await expect(alice.page.locator('ticket-list').getByRole('link').first()).toBeVisible();
  const carol = await visitor({ expected: [/40\d/] });
  await carol.page.goto('/portal/');
  await carol.page.getByLabel('E-mail').fill('carol@globex.example');
  await carol.page.getByLabel('Password', { exact: true }).fill(password);
  await carol.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(carol.page.locator('portal-login')).toHaveAttribute('view', 'denied');
});

test('a company, a contact, an invitation: the person sets a password and sees the company’s tickets', async ({
  editing,
  visitor,
  gateway,
}) => {
  const page = await editing('people');
  await page.getByLabel('Name of a new company').fill('Hooli');
  await page.getByRole('button', { name: 'Add the company' }).click();
  await expect(page.getByText('Hooli is there.')).toBeVisible();
  await page.getByLabel('Name of a new company').fill('hooli');
  await page.getByRole('button', { name: 'Add the company' }).click();
  await expect(page.getByText('There is a company of this name already.')).toBeVisible();

  const form = page.locator('contact-form');
  await form.getByRole('button', { name: 'Add the contact' }).click();
  await expect(form.getByLabel('E-mail')).toBeFocused();
  await form.getByLabel('E-mail').fill('gavin@hooli.example');
  await form.getByLabel('Name').fill('Gavin Belson');
  await form.getByRole('combobox', { name: 'Add a company' }).fill('Hoo');
  await form.getByRole('option', { name: 'Hooli' }).click();
  await form.getByRole('button', { name: 'Add the contact' }).click();
  await expect(page.getByText('Gavin Belson is added.')).toBeVisible();

  await page.getByLabel('Find by name or address').fill('gavin@');
  const row = page.getByRole('listitem').filter({ hasText: 'gavin@hooli.example' });
  await expect(row).toContainText('Hooli · No account');
  await row.getByRole('button', { name: 'Invite Gavin Belson' }).click();
  await expect(row).toContainText('Hooli · Invited');

  const { page: gavin } = await visitor();
  await gavin.goto(linkIn(await mailTo(gateway.url, 'gavin@hooli.example')));
  await gavin.getByRole('textbox', { name: 'New password' }).fill('a lamp in the fog 7');
  await gavin.getByRole('checkbox', { name: 'I agree that Lumen' }).check();
  await gavin.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(gavin.locator('ticket-list')).toContainText('No tickets yet');

  await row.getByRole('button', { name: 'Edit Gavin Belson' }).click();
  const edit = row.locator('contact-form');
  await edit.getByRole('combobox', { name: 'Add a company' }).fill('Acme');
  await edit.getByRole('option', { name: 'Acme' }).click();
  await edit.getByRole('button', { name: 'Move Acme up' }).click();
  await edit.getByRole('button', { name: 'Save the contact' }).click();
  await expect(row).toContainText('Acme, Hooli · Has an account');
  await gavin.reload();
  await gavin.getByRole('group', { name: 'View' }).getByRole('button', { name: /Acme/ }).click();
  await expect(gavin.locator('ticket-list [part~="subject"]').first()).toBeVisible();
});

test('the owner’s words are in the mail that arrives, in their language alone; set back, ours are', async ({
  editing,
  settings,
  gateway,
}) => {
  const page = await editing('mail');
  await page.getByLabel('Mail', { exact: true }).selectOption('Link and code to sign in');
  await page.getByLabel('Subject').fill('Your way into {portal}');
  await page.getByLabel('Text', { exact: true }).fill('Come in:\n\n{link}\n\n{code}\n\nGood for {time}.');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await expect(preview.getByRole('heading', { name: /Your way into/ })).toBeVisible();
  await expect(preview).toContainText('Good for 15 minutes.');
  await save(page);

  const ask = async (language: string) =>
    await fetch(`${gateway.url}/api/auth/link`, {
      method: 'POST',
      headers: { origin: gateway.url, 'x-portico': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'carol@globex.example', language }),
    });
  await ask('en');
  const mail = await mailTo(gateway.url, 'carol@globex.example', ({ subject }) =>
    subject.startsWith('Your way'),
  );
  expect(mail.text).toMatch(/^Come in:\n\nhttp\S+\n\n\S+\n\nGood for 15 minutes\.\n$/);
  await ask('pl');
  await mailTo(gateway.url, 'carol@globex.example', ({ subject }) => /zaloguj|logowani/i.test(subject));

  await page.getByRole('button', { name: 'Back to the text it comes with' }).click();
  await expect(page.getByLabel('Subject')).toHaveValue('Sign in to {portal}');
  await save(page);
  expect((await settings.read()).settings.mail.texts).toEqual({});
});
