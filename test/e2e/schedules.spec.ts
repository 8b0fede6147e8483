import { expect, password, test } from './fixtures.ts';
import { countMessages, isReply, openTicket, openTicketId } from './tickets.ts';

const faults = ['lose-request', 'lose-response', 'unavailable', 'none'] as const;
const turns = ['double-click', 'reload', 'expire', 'second-tab'] as const;

/** Chance that repeats itself: a linear congruential generator, for the sake of its seed. */
function chance(seed: number): <T>(of: readonly T[]) => T {
  let state = seed;
  return <T>(of: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return of[(state >>> 8) % of.length] as T;
  };
}

for (let seed = 1; seed <= 10; seed++)
  test(`schedule ${seed}: a reply arrives once, whatever happens`, async ({ visitor, gateway }) => {
    const pick = chance(seed);
    const plan = { faults: [pick(faults), pick(faults)], turns: [pick(turns), pick(turns)] };
    test.info().annotations.push({ type: 'plan', description: JSON.stringify(plan) });
    const { page, context } = await visitor({ as: 'alice@acme.example' });
    const id = await openTicketId(page, seed % 5);
    await openTicket(page, id);
    const text = `Schedule ${seed} of ${Date.now()}`;
    const due = [...plan.faults];
    await context.route(isReply, async (route) => {
      const fault = route.request().method() === 'POST' ? due.shift() : undefined;
      if (fault === 'lose-response') await route.fetch();
      if (fault === 'unavailable') return route.fulfill({ status: 503, body: '' });
      return fault && fault !== 'none' ? route.abort('connectionreset') : route.continue();
    });
    const box = page.getByLabel('Your reply');
    const send = page.getByRole('button', { name: 'Send', exact: true });
    await box.fill(text);
    let sent = false;
    for (const turn of plan.turns) {
      if (turn === 'double-click' && !sent) {
        sent = true;
        await send.dblclick();
      } else if (turn === 'reload') {
        await page.reload();
        await expect(box).toBeVisible();
      } else if (turn === 'second-tab') {
        await openTicket(await context.newPage(), id);
      } else if (turn === 'expire') {
        const answer = await context.request.delete('/api/sessions', {
          headers: { origin: new URL(gateway.url).origin, 'x-portico': '1' },
        });
        expect(answer.ok()).toBe(true);
        const again = page.locator('portal-session');
        await again.getByLabel('Password', { exact: true }).fill(password);
        await again.getByRole('button', { name: 'Sign in', exact: true }).click();
        await expect(again).toHaveCount(0);
      }
    }
    if (!sent) {
      await expect(box, 'what was typed is still there').toHaveValue(text);
      await send.click();
    }
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(page.locator('ticket-detail').getByText(text)).toHaveCount(1);
    await expect(page.locator('.unsent')).toHaveCount(0, { timeout: 30_000 });
    await expect.poll(() => countMessages(page, id, text)).toBe(1);
    await expect(box).toHaveValue('');
  });
