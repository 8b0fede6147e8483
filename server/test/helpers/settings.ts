import assert from 'node:assert/strict';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { Client } from './gateway.ts';

/** Changes the document that holds, as the owner's pages do. */
export async function changeSettings(
  owner: Client,
  edit: (settings: GatewaySettings) => void,
): Promise<void> {
  const answer = await owner.get('/api/staff/settings');
  const { version, settings } = (await answer.json()) as { version: number; settings: GatewaySettings };
  edit(settings);
  const saved = await owner.put('/api/staff/settings', { version, settings });
  assert.equal(saved.status, 200, await saved.text());
}
