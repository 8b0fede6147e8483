import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { settingsFrom } from '../../src/settings/file.ts';
import { defaultSettings } from '../../src/settings/settings.ts';

test('the settings in the guide to passwords and links are ones the gateway takes', () => {
  const file = path.join(import.meta.dirname, '../../../docs/sign-in/passwords-and-links.md');
  const blocks = [...readFileSync(file, 'utf8').matchAll(/```json\n(.*?)```/gs)];
  assert.equal(blocks.length, 1);
  const settings = settingsFrom(JSON.parse(blocks[0]?.[1] ?? ''), defaultSettings);
  assert.equal(settings.portal.signIn.challenge, 'proof-of-work');
  assert.deepEqual(settings.access.lists, ['partners']);
});
