import { defaultSettings, gatewaySettingsSchema, type GatewaySettings } from '../../src/settings/settings.ts';
import type { Canaries } from './canaries.ts';
import type { Atom, Ticket } from './decisions.ts';

/** What the owner of the world has written, and may decide. */

/** Properties of tickets that an owner may show, and one that no customer ever sees. */
export const visible = ['severity', 'region'];
export const hidden = 'internal_code';
/** The list that decisions fill. */
export const secretList = 'let-in';

/** The owner's settings with a canary wherever something stands that no customer may see. */
export function settingsWith(canaries: Canaries, hiddenStage: string): GatewaySettings {
  const secret = (what: string): string => canaries.word(what, { at: 'nowhere' });
  const letter = (): string => `${canaries.word('words of a letter', { at: 'letter' })} {link}`;
  const [pipeline] = structuredClone(defaultSettings.pipelines);
  return gatewaySettingsSchema.parse({
    ...defaultSettings,
    portal: {
      ...defaultSettings.portal,
      origins: [`https://${secret('an allowed origin')}.example`],
      signIn: {
        ...defaultSettings.portal.signIn,
        consent: { version: '1', text: 'We keep what you write.', label: 'I agree' },
        providers: [
          {
            ...{ kind: 'jwt', id: 'app', label: 'The application', issuer: secret('an issuer') },
            ...{ recipient: secret('a recipient'), algorithm: 'HS256' },
            secret: { env: `SSO_${secret('the name of a secret').toUpperCase()}` },
            claims: { company: secret('a claim') },
            audience: { lists: ['partners'] },
          },
        ],
      },
    },
    contactLists: [
      { id: secretList, name: secret('the name of a contact list'), members: [] },
      {
        id: 'partners',
        name: secret('the name of a contact list'),
        members: [`${secret('a member of a contact list')}@elsewhere.example`],
        rule: { property: 'domain', operator: 'is', value: `${secret('what a rule compares with')}.example` },
      },
    ],
    mail: { texts: { en: { reset: { text: letter() }, 'reset-unknown': { text: letter() } } } },
    properties: [
      ...defaultSettings.properties,
      { key: 'region', label: 'Region', kind: 'text' },
      { key: hidden, label: secret('the label of a hidden property'), kind: 'text' },
    ],
    tickets: {
      ...defaultSettings.tickets,
      reopen: 'always',
      visibleProperties: visible.map((key) => ({ key, label: key })),
    },
    pipelines: [
      {
        ...pipeline!,
        name: secret('the name of a pipeline'),
        stages: [
          ...pipeline!.stages.map((stage) => ({
            ...stage,
            label: secret('what staff call a stage'),
            customerLabel: canaries.word('what customers call a stage', { at: 'stage' }),
          })),
          { id: hiddenStage, label: secret('what staff call a hidden stage'), state: 'open', hidden: true },
        ],
      },
    ],
    inboxes: defaultSettings.inboxes.map((inbox) => ({ ...inbox, name: secret('the name of an inbox') })),
    forms: [
      ...defaultSettings.forms,
      {
        ...defaultSettings.forms[0]!,
        id: 'draft',
        title: secret('the title of a form that is not connected'),
        connected: false,
      },
    ],
  });
}

/** Conditions that owners may set, each with what it means for a ticket of this world. */
export function atomsOf(
  canaries: Canaries,
  tickets: readonly Ticket[],
  companies: readonly string[],
): Atom[] {
  const nothing = canaries.word('what a rule compares with', { at: 'nowhere' });
  const region = tickets[2]!.properties['region']!.split(' ')[0]!;
  const code = tickets[0]!.properties[hidden]!;
  const subject = tickets[3]!.subject.split(' ')[0]!;
  const [company = ''] = companies;
  return [
    {
      rule: { property: 'severity', operator: 'is', value: ['BLOCKED', nothing] },
      shows: ({ properties }) => properties['severity'] === 'blocked',
    },
    {
      rule: { property: 'severity', operator: 'is-not', value: 'question' },
      shows: ({ properties }) => properties['severity'] !== 'question',
    },
    {
      rule: { property: 'region', operator: 'contains', value: region },
      shows: ({ properties }) => properties['region']?.includes(region) === true,
    },
    {
      rule: { property: hidden, operator: 'is-not', value: code },
      shows: ({ properties }) => properties[hidden] !== code,
    },
    {
      rule: { property: hidden, operator: 'not-empty' },
      shows: ({ properties }) => properties[hidden] !== undefined,
    },
    {
      rule: { property: 'subject', operator: 'not-contains', value: [subject, nothing] },
      shows: (ticket) => !ticket.subject.includes(subject),
    },
    {
      rule: { property: 'company', operator: 'is', value: company },
      shows: (ticket) => ticket.company === company,
    },
    { rule: { property: 'company', operator: 'empty' }, shows: (ticket) => ticket.company === undefined },
    { rule: { property: 'channel', operator: 'is', value: nothing }, shows: () => false },
    { rule: { property: 'created', operator: 'after', value: '2020' }, shows: () => true },
  ];
}
