import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, DeskMessage, DeskTicket } from '../../src/desks/desk.ts';
import {
  projectAttachment,
  projectChange,
  projectMessage,
  projectPage,
  projectSettings,
  projectSummary,
  projectTicket,
} from '../../src/projection/projection.ts';
import { defaultSettings, gatewaySettingsSchema } from '../../src/settings/settings.ts';

const canary = 'CANARY-SECRET';
const alice: Actor = {
  contactId: 'a',
  email: 'alice@acme.example',
  name: 'Alice',
  companyIds: ['acme'],
  scope: 'company',
  role: 'customer',
};
const bob: Actor = { ...alice, contactId: 'b', name: 'Bob' };
const agent: Actor = { ...alice, contactId: 'g', role: 'agent', scope: 'own', companyIds: [] };

/** An object with a secret in a field that nobody has heard of. */
function withSecret<T extends object>(value: T): T {
  return Object.assign(value, { secret: canary, internal: { note: canary } });
}

const ticket: DeskTicket = withSecret({
  id: 't1',
  reference: 'PR-1',
  subject: 'Exports',
  stage: withSecret({ id: 'solved', label: 'Solved', state: 'closed' as const }),
  createdAt: '2026-11-01T00:00:00.000Z',
  lastActivityAt: '2026-11-02T00:00:00.000Z',
  requester: withSecret({ id: 'a', name: 'Alice', email: canary, role: 'customer' as const }),
  companyId: canary,
  unread: true,
  version: '3',
  channel: 'form',
  properties: { severity: 'blocked', churn_risk: canary, product_area: null },
  participants: [withSecret({ id: 'b', name: 'Bob', email: canary, role: 'customer' as const })],
  assignee: { id: 'g', name: canary, email: canary, role: 'agent' },
  staffActivityAt: canary,
});

const message: DeskMessage = withSecret({
  id: 'm1',
  ticketId: canary,
  threadId: 'th1',
  at: '2026-11-02T00:00:00.000Z',
  author: withSecret({ id: 'a', name: 'Alice', email: canary, role: 'customer' as const }),
  channel: 'portal',
  body: withSecret({ format: 'text' as const, content: 'Hello', lang: 'en' }),
  quoted: withSecret({ format: 'html' as const, content: '<p>Before</p>' }),
  attachments: [withSecret({ id: 'f1', name: 'a.png', mediaType: 'image/png', bytes: 3 })],
  key: 'key-of-alice',
});

test('a ticket leaves with what a customer may have, and nothing else', () => {
  assert.deepEqual(projectTicket(ticket, alice, defaultSettings), {
    id: 't1',
    reference: 'PR-1',
    subject: 'Exports',
    stage: { id: 'solved', label: 'Solved', state: 'closed' },
    createdAt: '2026-11-01T00:00:00.000Z',
    lastActivityAt: '2026-11-02T00:00:00.000Z',
    requester: { name: 'Alice', role: 'customer', isMe: true },
    mine: true,
    unread: true,
    properties: [{ key: 'severity', label: 'Severity', value: 'We are blocked' }],
    can: { reply: false, close: false, reopen: false, rate: false },
    version: '3',
    participants: [{ name: 'Bob', role: 'customer', isMe: false }],
  });
});

test('no secret of the desk is in anything that leaves', () => {
  const out = JSON.stringify([
    projectPage(withSecret({ items: [ticket], next: 'n', total: { value: 1, exact: true } }), (item) =>
      projectSummary(item, bob, defaultSettings),
    ),
    projectTicket(ticket, bob, defaultSettings),
    projectMessage(message, bob),
    projectAttachment(message.attachments[0]!),
    projectChange(
      withSecret({
        id: '1',
        kind: 'message' as const,
        ticketId: 't1',
        contactId: canary,
        companyId: canary,
        at: canary,
      }),
    ),
    projectSettings(withSecret(structuredClone(defaultSettings)), [ticket.stage]),
  ]);
  assert.ok(!out.includes(canary), out);
});

test('the company view has the same shape as the own', () => {
  const keys = (actor: Actor) => Object.keys(projectSummary(ticket, actor, defaultSettings));
  assert.deepEqual(keys(bob), keys(alice));
  assert.equal(projectSummary(ticket, bob, defaultSettings).mine, false);
});

test('a message names its thread to whoever sees it, and the settings name the properties that show', () => {
  assert.equal(projectMessage(message, bob).thread, 'th1');
  const { threadId: _, ...loose } = message;
  assert.ok(!('thread' in projectMessage(loose, bob)));
  const settings = structuredClone(defaultSettings);
  settings.tickets.visibleProperties = [withSecret({ key: 'severity', label: 'Severity' })];
  assert.deepEqual(projectSettings(settings, []).properties, [{ key: 'severity', label: 'Severity' }]);
});

test('the key of a message is for its author alone', () => {
  assert.equal(projectMessage(message, alice).idempotencyKey, 'key-of-alice');
  assert.ok(!('idempotencyKey' in projectMessage(message, bob)));
  assert.ok(!('idempotencyKey' in projectMessage(message, agent)));
});

test('what a closed ticket allows follows the owner, and staff', () => {
  const open = { ...ticket, stage: { id: 'new', label: 'With us', state: 'open' as const } };
  const reopening = {
    ...defaultSettings,
    tickets: { ...defaultSettings.tickets, reopen: 'always' as const },
  };
  assert.deepEqual(projectTicket(open, alice, defaultSettings).can, {
    reply: 'adds',
    close: true,
    reopen: false,
    rate: false,
  });
  for (const can of [
    projectTicket(ticket, alice, reopening).can,
    projectTicket(ticket, agent, defaultSettings).can,
  ]) {
    assert.deepEqual(can, { reply: 'reopens', close: false, reopen: true, rate: false });
  }
});

test('the default settings are valid, and unknown or broken ones are refused', () => {
  assert.deepEqual(gatewaySettingsSchema.parse(defaultSettings), defaultSettings);
  for (const broken of [
    { ...defaultSettings, extra: 1 },
    { ...defaultSettings, reference: { prefix: 'a b' } },
    { ...defaultSettings, forms: [{ id: 'x', title: 'X', fields: [] }] },
  ]) {
    assert.equal(gatewaySettingsSchema.safeParse(broken).success, false);
  }
});
