import type {
  Attachment,
  FieldDefinition,
  FieldValue,
  FormDefinition,
  Message,
  Page,
  Person,
  PortalSettings,
  PropertyValue,
  ReplyOutcome,
  Session,
  SignInMethod,
  SignInOptions,
  Stage,
  Ticket,
  TicketChange,
  TicketReasons,
  TicketSummary,
} from '../../../src/api/index.ts';
import type {
  Actor,
  DeskAttachment,
  DeskChange,
  DeskContact,
  DeskMessage,
  DeskPage,
  DeskPerson,
  DeskStage,
  DeskTicket,
} from '../desks/desk.ts';
import { formDefinitions } from '../settings/forms.ts';
import { isStaff } from '../policy/policy.ts';
import type { Sight } from '../policy/reasons.ts';
import { isBuiltIn, type BuiltInProperty } from '../policy/rules.ts';
import { knowsStage } from '../policy/stages.ts';
import type { GatewaySettings } from '../settings/settings.ts';

/**
 * The one way out for customers. Each function copies the fields a customer may have, one by one: what a desk adds
 * to its objects tomorrow stays in the gateway until somebody writes it down here.
 */

export function projectPerson(person: DeskPerson, actor: Actor): Person {
  return { name: person.name, role: person.role, isMe: person.id === actor.contactId };
}

/**
 * A stage under the name its reader knows. Where the owner shows no stages, or not this one, a customer gets its state
 * and nothing that tells it from others.
 */
export function projectStage(
  stage: DeskStage,
  actor: Pick<Actor, 'role'> | undefined,
  settings: GatewaySettings,
): Stage {
  const { id, label, customerLabel, state, awaiting } = stage;
  if (!knowsStage(actor, stage, settings)) return { id: state, label: '', state };
  const name = actor && isStaff(actor) ? label : (customerLabel ?? label);
  const projected: Stage = { id, label: name, state };
  if (awaiting) projected.awaiting = awaiting;
  return projected;
}

export function projectAttachment(attachment: DeskAttachment): Attachment {
  const projected: Attachment = {
    id: attachment.id,
    name: attachment.name,
    mediaType: attachment.mediaType,
  };
  if (attachment.bytes !== undefined) projected.bytes = attachment.bytes;
  return projected;
}

export function projectSummary(ticket: DeskTicket, actor: Actor, settings: GatewaySettings): TicketSummary {
  const projected: TicketSummary = {
    id: ticket.id,
    reference: ticket.reference,
    subject: ticket.subject,
    stage: projectStage(ticket.stage, actor, settings),
    createdAt: ticket.createdAt,
    lastActivityAt: ticket.shownActivityAt ?? ticket.lastActivityAt,
    requester: projectPerson(ticket.requester, actor),
    mine: ticket.requester.id === actor.contactId,
    properties: visibleProperties(ticket.properties, settings),
  };
  if (ticket.unread !== undefined) projected.unread = ticket.unread;
  return projected;
}

export function projectTicket(ticket: DeskTicket, actor: Actor, settings: GatewaySettings): Ticket {
  const summary = projectSummary(ticket, actor, settings);
  const open = ticket.stage.state === 'open';
  const mayReopen = isStaff(actor) || settings.tickets.reopen === 'always';
  const reply: ReplyOutcome | false = open ? 'adds' : mayReopen ? 'reopens' : false;
  const projected: Ticket = {
    ...summary,
    can: { reply, close: open, reopen: !open && mayReopen, rate: false },
    version: ticket.version,
  };
  if (ticket.participants) {
    projected.participants = ticket.participants.map((person) => projectPerson(person, actor));
  }
  return projected;
}

export function projectMessage(message: DeskMessage, actor: Actor): Message {
  const projected: Message = {
    id: message.id,
    at: message.at,
    author: projectPerson(message.author, actor),
    channel: message.channel,
    body: { format: message.body.format, content: message.body.content },
    attachments: message.attachments.map(projectAttachment),
  };
  if (message.body.lang) projected.body.lang = message.body.lang;
  if (message.quoted) {
    projected.quoted = { format: message.quoted.format, content: message.quoted.content };
  }
  if (message.threadId !== undefined) projected.thread = message.threadId;
  if (message.key !== undefined && message.author.id === actor.contactId) {
    projected.idempotencyKey = message.key;
  }
  return projected;
}

/** Properties that every ticket has and customers see; a page has its own words for them. */
const plainProperties: Partial<Record<BuiltInProperty, string>> = {
  state: 'status',
  stage: 'status',
  subject: 'subject',
  created: 'created',
  activity: 'activity',
  channel: 'channel',
};

/**
 * Why a ticket shows. Of a rule only what it looks at is told, with the ticket's own values: what it compares them
 * with may be nothing for customers, such as other companies' names.
 */
export function projectReasons(
  sight: Sight,
  ticket: DeskTicket,
  companies: DeskContact['companies'],
  settings: GatewaySettings,
): TicketReasons {
  const projected: TicketReasons = { owner: sight.owner };
  const company = companies.find(({ id }) => id === ticket.companyId);
  if (sight.owner === 'company' && company) projected.company = { id: company.id, name: company.name };
  if (!sight.tests) return projected;
  const rule: NonNullable<TicketReasons['rule']> = { properties: [], hidden: false };
  for (const property of new Set(sight.tests.map((test) => test.property))) {
    const visible = settings.tickets.visibleProperties.find(({ key }) => key === property);
    const plain = isBuiltIn(property) ? plainProperties[property] : undefined;
    if (plain !== undefined) {
      if (!rule.properties.some(({ key, label }) => key === plain && label === undefined))
        rule.properties.push({ key: plain });
    } else if (visible && !isBuiltIn(property)) {
      const [shown] = visibleProperties(ticket.properties, settings).filter(({ key }) => key === property);
      rule.properties.push({ key: visible.key, label: visible.label, value: shown?.value ?? null });
    } else rule.hidden = true;
  }
  return { ...projected, rule };
}

export function projectPage<From, To>(page: DeskPage<From>, project: (item: From) => To): Page<To> {
  const projected: Page<To> = { items: page.items.map(project) };
  if (page.next !== undefined) projected.next = page.next;
  if (page.total) projected.total = { value: page.total.value, exact: page.total.exact };
  return projected;
}

export function projectChange(change: DeskChange | { kind: 'reset' }): TicketChange {
  return change.kind === 'reset' ? { kind: 'reset' } : { kind: change.kind, ticketId: change.ticketId };
}

/** Who is signed in, as their own page knows them: of their companies those whose tickets they see. */
export function projectSession(contact: DeskContact, actor: Actor): Session {
  return {
    contact: { id: contact.id, name: contact.name, email: contact.email },
    companies: contact.companies
      .filter((company) => actor.companyIds.includes(company.id))
      .map((company) => ({ id: company.id, name: company.name })),
    role: actor.role,
  };
}

/**
 * What pages may know before anyone signs in. `stages` come from the desk; `address` is where the whole portal is;
 * with an actor who is staff, the stages have staff's names; `outside` are those whom nobody has let in.
 */
export function projectSettings(
  settings: GatewaySettings,
  stages: readonly DeskStage[],
  {
    address,
    actor,
    outside = false,
  }: { address?: string; actor?: Pick<Actor, 'role'>; outside?: boolean } = {},
): PortalSettings {
  const { portal, attachments, theme } = settings;
  // Off, it is closed to all who are not staff: they learn that it is, and how staff come in.
  const closed = outside && !portal.enabled;
  const projected: PortalSettings = {
    name: portal.name,
    enabled: portal.enabled,
    languages: [...portal.languages],
    signIn: projectSignIn(portal.signIn),
    showLink: portal.showLink,
    columns: [...portal.columns],
    properties: closed ? [] : settings.tickets.visibleProperties.map(({ key, label }) => ({ key, label })),
    statusDisplay: portal.statusDisplay,
    stages: closed ? [] : projectStages(stages, actor, settings),
    forms: closed ? [] : formDefinitions(settings).map(projectForm),
    attachments: { maxBytes: attachments.maxBytes, maxCount: attachments.maxCount },
  };
  if (attachments.accept && projected.attachments) projected.attachments.accept = [...attachments.accept];
  if (portal.idleSeconds !== undefined) projected.idleSeconds = portal.idleSeconds;
  if (portal.contactHint !== undefined) projected.contactHint = portal.contactHint;
  if (address !== undefined) projected.address = address;
  if (Object.keys(theme).length > 0) projected.theme = { ...theme };
  return projected;
}

/** Each stage that its reader can tell from others, once. */
export function projectStages(
  stages: readonly DeskStage[],
  actor: Pick<Actor, 'role'> | undefined,
  settings: GatewaySettings,
): Stage[] {
  return stages.map((stage) => projectStage(stage, actor, settings)).filter(({ label }) => label !== '');
}

/** The ways to sign in, as far as strangers may know them. */
export function projectSignIn(signIn: GatewaySettings['portal']['signIn']): SignInOptions {
  const { methods, registration, consent, challenge } = signIn;
  // Where nobody is sent to sign in, people come of themselves: nothing to press.
  const providers = signIn.providers.filter(
    (provider) => provider.enabled && !(provider.kind === 'jwt' && provider.signInUrl === undefined),
  );
  const projected: SignInOptions = {
    methods: [
      ...methods.flatMap((method): SignInMethod[] => (method === 'link' ? ['link', 'code'] : [method])),
      ...(providers.length > 0 ? (['redirect'] as const) : []),
    ],
    // Who registers chooses a password.
    registration: registration && methods.includes('password'),
    reset: methods.includes('password'),
  };
  if (consent) projected.consent = { version: consent.version, text: consent.text, label: consent.label };
  if (challenge !== 'none') projected.challenge = challenge;
  if (providers.length > 0) {
    projected.providers = providers.map((provider) => {
      const { id, label } = provider;
      const brand = provider.kind === 'oidc' ? provider.preset : undefined;
      return brand ? { id, label, brand } : { id, label };
    });
  }
  return projected;
}

function projectForm(form: FormDefinition): FormDefinition {
  const projected: FormDefinition = {
    id: form.id,
    title: form.title,
    fields: form.fields.map(projectField),
  };
  if (form.intro !== undefined) projected.intro = form.intro;
  return projected;
}

function projectField(field: FieldDefinition): FieldDefinition {
  const projected: FieldDefinition = {
    key: field.key,
    label: field.label,
    kind: field.kind,
    required: field.required,
  };
  if (field.help !== undefined) projected.help = field.help;
  if (field.options) {
    projected.options = field.options.map((option) => ({ value: option.value, label: option.label }));
  }
  if (field.default !== undefined) projected.default = field.default;
  if (field.maxLength !== undefined) projected.maxLength = field.maxLength;
  if (field.showWhen) {
    projected.showWhen = field.showWhen.map((condition) => ({
      property: condition.property,
      operator: condition.operator,
      ...(condition.value === undefined ? {} : { value: condition.value }),
    }));
  }
  return projected;
}

/** The properties owners made visible, with the words of the option where it is a choice. */
function visibleProperties(
  properties: Record<string, FieldValue>,
  settings: GatewaySettings,
): PropertyValue[] {
  const visible: PropertyValue[] = [];
  for (const { key, label } of settings.tickets.visibleProperties) {
    if (!Object.hasOwn(properties, key)) continue;
    const value = properties[key];
    if (value === undefined || value === null || value === '') continue;
    visible.push({ key, label, value: optionLabel(key, value, settings) });
  }
  return visible;
}

function optionLabel(key: string, value: FieldValue, settings: GatewaySettings): FieldValue {
  const options = settings.properties.find((property) => property.key === key)?.options ?? [];
  const labelOf = (text: string): string => options.find((option) => option.value === text)?.label ?? text;
  if (typeof value === 'string') return labelOf(value);
  return Array.isArray(value) ? value.map(labelOf) : value;
}
