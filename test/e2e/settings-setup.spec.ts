import { databases } from '../../server/test/helpers/databases.ts';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { expect, test, type Visitor } from './fixtures.ts';

// From nothing to a live portal, by the pages alone: what an owner does after `npm start -- --empty`.

const password = 'a quiet harbour at dusk';
const customer = { name: 'Nadia Brandt', email: 'nadia@harbour.example' };

/** The link in the newest mail to somebody, from the page where a trial shows its mails. */
async function mailedLink({ page }: Visitor, to: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`/demo/mailbox.json?to=${encodeURIComponent(to)}`);
      const [newest] = (await answer.json()) as { text: string }[];
      return (link = /^http\S+$/m.exec(newest?.text ?? '')?.[0]);
    })
    .toBeTruthy();
  return link ?? '';
}

test('an owner sets a portal up from nothing, and the first customer files a ticket', async ({
  visitor,
}, testInfo) => {
  test.setTimeout(150_000);
  const database = databases.find(({ name }) => name === testInfo.project.metadata['storage']);
  const created = await database!.create();
  let gateway: GatewayProcess | undefined;
  try {
    gateway = await startGatewayProcess({
      dataDir: created.dataDir,
      empty: true,
      ...(created.url && { databaseUrl: created.url }),
    });
    const { url } = gateway;
    const at = { url, password };
    // Printed once it answers: whoever asks at once may be quicker.
    const running = gateway;
    const printed = () => /http\S+reset\S+/.exec(running.output())?.[0] ?? '';
    await expect.poll(printed).not.toBe('');
    const first = printed();
    // Before anybody has done anything: off, and it says so.
    const stranger = await visitor({ at });
    await stranger.page.goto('/');
    await expect(stranger.page).toHaveURL(/\/portal\//);
    await expect(stranger.page.locator('portal-app')).toContainText('not open');

    const { page } = await visitor({ at });
    // A picture of each step stays with the results.
    const step = (name: string, work: () => Promise<void>) =>
      test.step(name, async () => {
        await work();
        await testInfo.attach(name, { body: await page.screenshot(), contentType: 'image/png' });
      });
    await page.goto(first);
    await page.getByRole('textbox', { name: 'New password' }).fill(password);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();

    await step('it cannot be turned on, and says what is missing', async () => {
      const on = page.getByRole('checkbox', { name: 'The portal is on' });
      await expect(on).not.toBeChecked();
      await on.click();
      await expect(page.getByText('Before the portal can be turned on:')).toBeVisible();
    });

    await step('name, place, help', async () => {
      await page.getByLabel('Name', { exact: true }).fill('Harbour Help');
      await page.getByRole('textbox', { name: 'Address' }).fill('help');
      await page.getByLabel('Add a site').fill(url);
      await page
        .getByRole('group', { name: 'Sites with the portal’s tags' })
        .getByRole('button', { name: 'Add' })
        .click();
      await page.getByLabel('Whom to ask').fill('Call the harbour office: 555 0100');
    });

    await step('consent', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'Consent' }).click();
      await page.getByRole('checkbox', { name: 'Ask newcomers for consent' }).check();
      await page.getByLabel('Text', { exact: true }).fill('The harbour keeps **your name** to answer you.');
      await page.getByLabel('Words beside the checkbox').fill('I agree with the harbour');
    });

    await step('brand', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'Theme' }).click();
      await page.getByRole('textbox', { name: 'Brand colour: as text' }).fill('#0b7a53');
    });

    await step('a form of its own, with a property of its own', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'Forms' }).click();
      await page.getByLabel('Another form').fill('Ask the harbour');
      await page.getByRole('button', { name: 'Add form' }).click();
      // Not without an inbox; it says so.
      await expect(page.getByText('Before it can be connected:')).toBeVisible();
      await page.getByLabel('Inbox where its tickets arrive').selectOption('Support');
      await page.getByLabel('A field for a new property').fill('Berth');
      await page.getByRole('button', { name: 'Add field' }).click();
      await page.getByRole('checkbox', { name: 'Connect this form' }).check();
      await expect(page.locator('portal-frame ticket-form')).toContainText('Berth');
    });

    await step('on, saved', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'General' }).click();
      await page.getByRole('checkbox', { name: 'The portal is on' }).check();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByText('Saved. It holds from now on.').first()).toBeVisible();
    });

    await step('one company, one invited contact', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'People' }).click();
      await page.getByLabel('Name of a new company').fill('Harbour Pilots');
      await page.getByRole('button', { name: 'Add the company' }).click();
      await page.getByLabel('E-mail', { exact: true }).fill(customer.email);
      await page.getByLabel('Name', { exact: true }).fill(customer.name);
      await page.getByRole('combobox', { name: 'Add a company' }).fill('Harbour');
      await page.getByRole('option', { name: 'Harbour Pilots' }).click();
      await page.getByRole('button', { name: 'Add the contact' }).click();
      await page.getByRole('button', { name: `Invite ${customer.name}` }).click();
    });

    await step('the customer comes in by the mail, and files a ticket', async () => {
      const nadia = await visitor({ at });
      await nadia.page.goto(await mailedLink(nadia, customer.email));
      expect(new URL(nadia.page.url()).pathname).toBe('/help/');
      await nadia.page.getByRole('textbox', { name: 'New password' }).fill(password);
      await expect(nadia.page.locator('portal-login strong')).toHaveText('your name');
      await nadia.page.getByRole('button', { name: 'Save and sign in' }).click();
      await expect(nadia.page.getByText('Please agree to go on.')).toBeVisible();
      const consent = nadia.page.getByRole('checkbox', { name: 'I agree with the harbour' });
      await expect(consent).toBeFocused();
      await nadia.page.keyboard.press('Space');
      await testInfo.attach('an invitation with consent', {
        body: await nadia.page.screenshot(),
        contentType: 'image/png',
      });
      await nadia.page.keyboard.press('Enter');
      await expect(nadia.page).toHaveTitle(/Harbour Help/);
      const file = nadia.page.getByRole('link', { name: 'File a support ticket' }).first();
      await expect(file).toHaveCSS('background-color', 'rgb(11, 122, 83)');
      await file.click();
      await nadia.page.getByLabel('Subject').fill('The crane is stuck');
      await nadia.page.getByLabel('Berth').fill('Seven');
      await nadia.page.getByRole('textbox', { name: 'Message' }).fill('Since this morning.');
      await nadia.page.getByRole('button', { name: 'Submit ticket' }).click();
      await nadia.page.getByRole('link', { name: 'Show the ticket' }).click();
      await expect(nadia.page.getByRole('heading', { name: 'The crane is stuck' })).toBeVisible();
    });

    await step('it stands in the inbox', async () => {
      await page.getByRole('link', { name: 'Inbox', exact: true }).click();
      await page.getByRole('link', { name: 'The crane is stuck' }).click();
      await expect(page.locator('staff-panel')).toContainText(customer.name);
      await expect(page.locator('ticket-detail')).toContainText('Since this morning.');
    });

    await stranger.page.goto('/help/');
    await expect(stranger.page.locator('portal-login')).toContainText('Harbour Help');
    await stranger.page.getByRole('link', { name: 'Register here' }).click();
    await expect(stranger.page.getByRole('checkbox', { name: 'I agree with the harbour' })).toBeVisible();
  } finally {
    await gateway?.stop();
    await created.cleanup();
  }
});
