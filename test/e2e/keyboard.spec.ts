import type { Page } from '@playwright/test';
import { expect, password, test } from './fixtures.ts';

interface Focus {
  /** What a person knows it by. */
  name: string;
  tag: string;
  /** Whether something around it, or itself, is drawn as focused, and inside the window. */
  visible: boolean;
}

/** What has the focus, through shadow trees; `body` when nothing has. */
async function focused(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!active || active === document.body) return { name: '', tag: 'body', visible: false };
    const labels = [...((active as HTMLInputElement).labels ?? [])].map((label) => label.textContent);
    const name = [
      active.getAttribute('aria-label'),
      ...labels,
      active.textContent,
      active.getAttribute('title'),
    ].find((text) => text?.trim());
    const drawn = (element: Element): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    let visible = false;
    // The frame of a box may show it for the text inside.
    for (let node: Element | null = active, up = 0; node && up < 4; up++) {
      visible ||= drawn(node);
      node = node.parentElement ?? (node.getRootNode() as ShadowRoot).host ?? null;
    }
    // The browser's own parts of a date field, its button too, are beyond reach; it draws their focus itself.
    visible ||= active.matches('input[type=date]');
    const { top, bottom, width, height } = active.getBoundingClientRect();
    const inside = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
    return {
      name: (name ?? '').replace(/\s+/g, ' ').trim(),
      tag: active.localName,
      visible: visible && inside,
    };
  });
}

/** Goes by Tab until it is there; every stop on the way shows where the focus is. */
async function tabTo(page: Page, name: string | RegExp, { back = false, tag = '' } = {}): Promise<void> {
  const passed: string[] = [];
  const fits = ({ name: at, tag: of }: Focus) =>
    (typeof name === 'string' ? at === name : name.test(at)) && (!tag || tag === of);
  for (let presses = 0; presses < 90; presses++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    const at = await focused(page);
    passed.push(at.name || at.tag);
    if (at.tag !== 'body')
      expect(at, `focus is seen, after ${passed.join(' > ')}`).toMatchObject({ visible: true });
    if (fits(at)) return;
  }
  throw new Error(`no ${String(name)} by Tab: ${passed.join(' > ')}`);
}

/** Whatever has happened, somebody who reads by ear or keyboard is somewhere. */
async function expectFocus(
  page: Page,
  expected: { name?: string | RegExp; tag?: string } = {},
): Promise<void> {
  await expect
    .poll(async () => {
      const { name, tag } = await focused(page);
      if (tag === 'body') return 'nowhere';
      const named = expected.name === undefined || new RegExp(expected.name).test(name);
      return named && (expected.tag ?? tag) === tag ? 'there' : `${tag} “${name}”`;
    })
    .toBe('there');
}

test('the whole journey by keyboard alone', async ({ visitor }) => {
  const { page } = await visitor();
  const keys = page.keyboard;
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });

  await test.step('from an article into the portal, and in', async () => {
    await page.goto('/articles/export-limits/');
    await expect(page.getByRole('link', { name: 'Go to Lumen Support' })).toBeVisible();
    await tabTo(page, 'Go to Lumen Support');
    await keys.press('Enter');
    await expect(page.getByLabel('E-mail')).toBeVisible();
    await tabTo(page, 'E-mail');
    await keys.type('alice@acme.example');
    await tabTo(page, 'Password');
    await keys.type('not the password');
    await keys.press('Enter');
    await expect(page.getByText(/do not match an account/)).toBeVisible();
    await expectFocus(page);
    if (!(await focused(page)).name.startsWith('Password')) await tabTo(page, 'Password');
    await keys.type(password);
    await keys.press('Enter');
    await expect(rows).toHaveCount(25);
    await expectFocus(page, { name: /^Tickets$/, tag: 'h1' });
  });

  await test.step('search, filter, sort, load more, without losing the place', async () => {
    await tabTo(page, 'Search tickets', { tag: 'input' });
    await keys.type('dashboard');
    await expect(page).toHaveURL(/q=dashboard/);
    await expectFocus(page, { name: 'Search tickets' });
    await tabTo(page, 'Clear search');
    await keys.press('Enter');
    await expect(page).not.toHaveURL(/q=/);
    await expectFocus(page, { name: 'Search tickets' });
    await tabTo(page, 'Closed');
    await keys.press('Space');
    await expect(page).toHaveURL(/state=closed/);
    await expectFocus(page, { name: 'Closed' });
    await tabTo(page, 'Created');
    await keys.press('Enter');
    await expect(page).toHaveURL(/sort=-?created/);
    await expectFocus(page, { name: 'Created' });
    await expect(page.getByRole('table', { name: 'Tickets' })).toHaveAttribute('aria-busy', 'false');
    await tabTo(page, 'Load more');
    await keys.press('Enter');
    await expect(rows).toHaveCount(50);
    await expectFocus(page);
    await tabTo(page, 'Open', { back: true, tag: 'button' });
    await keys.press('Space');
    await expect(page).toHaveURL(/state=open/);
    await expect(page.getByRole('table', { name: 'Tickets' })).toHaveAttribute('aria-busy', 'false');
  });

  const reply = `Written without a mouse ${Date.now()}`;
  await test.step('a ticket: reply with a format and a file', async () => {
    const subject = (await rows.first().getByRole('link').innerText()).trim();
    await tabTo(page, subject);
    await keys.press('Enter');
    await expectFocus(page, { tag: 'h1' });
    expect((await focused(page)).name).toBe(subject);
    await tabTo(page, 'Your reply', { tag: 'textarea' });
    await keys.type(`${reply}, and `);
    await keys.press('Control+b');
    await keys.type('bold');
    await tabTo(page, 'Attach files');
    const chooser = page.waitForEvent('filechooser');
    await keys.press('Enter');
    await (await chooser).setFiles({ name: 'keys.txt', mimeType: 'text/plain', buffer: Buffer.from('keys') });
    await expect(page.getByText('keys.txt', { exact: true })).toBeVisible();
    await expectFocus(page, { name: 'Attach files' });
    await tabTo(page, 'Remove keys.txt', { back: true });
    await keys.press('Enter');
    await expect(page.getByText('keys.txt', { exact: true })).toHaveCount(0);
    await expectFocus(page, { name: 'Your reply' });
    await tabTo(page, 'Send');
    await keys.press('Enter');
    await expect(page.locator('ticket-detail').getByText(reply)).toBeVisible();
    await expect(page.locator('ticket-detail').getByText('bold', { exact: true })).toHaveCount(1);
    await expectFocus(page, { name: 'Your reply' });
    await expect(page.getByText('Sending…')).toHaveCount(0);
    await keys.press('Control+Enter');
    await keys.type('Second thought');
    await keys.press('Control+Enter');
    await expect(page.locator('ticket-detail').getByText('Second thought')).toHaveCount(1);
    await expectFocus(page, { name: 'Your reply' });
  });

  await test.step('back to the list as it was', async () => {
    await tabTo(page, 'Tickets', { back: true, tag: 'a' });
    await keys.press('Enter');
    await expect(page).toHaveURL(/tickets\?.*state=open/);
    await expectFocus(page, { name: /^Tickets$/, tag: 'h1' });
  });

  const subject = `Typed, not clicked ${Date.now()}`;
  await test.step('a new ticket, with its faults found and put right', async () => {
    await tabTo(page, 'File a support ticket', { back: true });
    await keys.press('Enter');
    await expectFocus(page, { tag: 'h1' });
    await tabTo(page, 'Submit ticket');
    await keys.press('Enter');
    await expect(page.getByRole('alert')).toContainText('2 fields need your attention');
    await expectFocus(page, { name: /fields need your attention/ });
    await tabTo(page, /^Subject/, { tag: 'a' });
    await keys.press('Enter');
    await expectFocus(page, { name: /^Subject/, tag: 'input' });
    await keys.type(subject);
    await tabTo(page, /^Product area/, { tag: 'select' });
    await keys.press('ArrowDown');
    await tabTo(page, 'We are blocked');
    await keys.press('Space');
    await keys.press('ArrowDown');
    await tabTo(page, /^What happened/);
    await keys.type('Nothing that needs a mouse.');
    await tabTo(page, 'Submit ticket');
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: /is filed/ })).toBeVisible();
    await expectFocus(page, { name: /is filed/, tag: 'h1' });
    await tabTo(page, 'Show the ticket');
    await keys.press('Enter');
    await expectFocus(page, { name: subject, tag: 'h1' });
  });

  await test.step('sign out', async () => {
    await tabTo(page, 'Sign out', { back: true });
    await keys.press('Enter');
    await expect(page.getByLabel('E-mail')).toBeVisible();
    await expectFocus(page);
    await tabTo(page, 'E-mail');
  });
});
