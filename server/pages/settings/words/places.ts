import { builtInFields } from '../../../src/settings/form-parts.ts';
import type { GatewaySettings } from '../../../src/settings/settings.ts';
import type { LetterName } from '../../../src/settings/sign-in.ts';
import { formsWords } from './forms.ts';
import { mailWords } from './mail.ts';

/** What things in lists of the document are called, each by the name that its owner has given it. */

export type Name = [en: string, pl: string];

interface Context {
  document: GatewaySettings | undefined;
  tag: string;
}

interface Place {
  /** Absent: its own name says it all. */
  name?: Name;
  /** Whether it is one of a list, which need not be named then. */
  item?: boolean;
  /** Its own name, as far as it has one. */
  called?: (value: unknown, key: string, context: Context) => string | undefined;
}

/** A part of something, as a text; hostile documents have others there. */
const textIn = (value: unknown, key: string): string | undefined => {
  const text =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof text === 'string' && text.trim() ? text.trim() : undefined;
};
const by =
  (...keys: string[]) =>
  (value: unknown): string | undefined =>
    keys.map((key) => textIn(value, key)).find(Boolean);
const itself = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value : undefined;

/** The one of a list whose `key` is `value`. */
const oneOf = (list: unknown, key: string, value: unknown): unknown =>
  Array.isArray(list) ? list.find((one) => value !== undefined && textIn(one, key) === value) : undefined;

function fieldName(field: unknown, _: string, { document, tag }: Context): string | undefined {
  const key = textIn(field, 'property');
  return textIn(field, 'label') ?? (key === undefined ? undefined : propertyName(key, document, tag));
}

function propertyName(key: string, document: GatewaySettings | undefined, tag: string): string {
  if (Object.hasOwn(builtInFields, key)) return formsWords(tag).builtIn[key as keyof typeof builtInFields];
  return textIn(oneOf(document?.properties, 'key', key), 'label') ?? key;
}

const named: Name = ['Name', 'Nazwa'];
const label: Name = ['Label', 'Etykieta'];

/** By their paths, with a star for a place in a list, or for any key. */
const places: Record<string, Place> = {
  'portal.languages.*': { name: ['Language', 'Język'], item: true, called: itself },
  'portal.origins.*': { name: ['Site', 'Strona'], item: true, called: itself },
  'portal.columns.*': { name: ['Column', 'Kolumna'], item: true, called: itself },
  'portal.signIn.methods.*': { name: ['Way to sign in', 'Sposób logowania'], item: true, called: itself },
  'portal.signIn.providers.*': {
    name: ['Identity provider', 'Dostawca tożsamości'],
    item: true,
    called: by('label', 'id'),
  },
  'portal.signIn.providers.*.label': { name: named },
  'portal.signIn.providers.*.audience': { name: ['Who may come in', 'Kto może wejść'] },
  'portal.signIn.providers.*.clientId': { name: ['Client id', 'Id klienta'] },
  'portal.signIn.providers.*.clientSecret': { name: ['Client secret', 'Sekret klienta'] },
  'portal.signIn.providers.*.certificates': { name: ['Certificates', 'Certyfikaty'] },
  'portal.signIn.providers.*.certificates.*': { name: ['Certificate', 'Certyfikat'], item: true },
  'contactLists.*': { name: ['Contact list', 'Lista kontaktów'], item: true, called: by('name') },
  'contactLists.*.name': { name: named },
  'contactLists.*.members': { name: ['Addresses', 'Adresy'] },
  'contactLists.*.members.*': { name: ['Address', 'Adres'], item: true, called: itself },
  'contactLists.*.rule': { name: ['Rule', 'Reguła'] },
  'access.lists.*': {
    name: ['Contact list', 'Lista kontaktów'],
    item: true,
    called: (id, _, { document }) => textIn(oneOf(document?.contactLists, 'id', id), 'name') ?? itself(id),
  },
  'mail.texts.*': {
    called: (_, key, { tag }) => {
      try {
        return new Intl.DisplayNames(tag, { type: 'language' }).of(key);
      } catch {
        return undefined; // no language
      }
    },
  },
  'mail.texts.*.*': { called: (_, key, { tag }) => mailWords(tag).letters[key as LetterName] },
  'mail.texts.*.*.subject': { name: ['Subject', 'Temat'] },
  'mail.texts.*.*.text': { name: ['Text', 'Treść'] },
  'tickets.permission.companyFor': { name: ['Who sees their company’s', 'Kto widzi zgłoszenia firmy'] },
  'tickets.visibleProperties.*': {
    name: ['Property that shows', 'Widoczna właściwość'],
    item: true,
    called: by('label', 'key'),
  },
  'tickets.visibleProperties.*.label': { name: label },
  'properties.*': { name: ['Property', 'Właściwość'], item: true, called: by('label', 'key') },
  'properties.*.label': { name: named },
  'properties.*.kind': { name: ['Kind', 'Rodzaj'] },
  'properties.*.key': { name: ['Key', 'Klucz'] },
  'properties.*.options': { name: ['Choices', 'Opcje'] },
  'properties.*.options.*': { name: ['Choice', 'Opcja'], item: true, called: by('label', 'value') },
  'properties.*.options.*.label': { name: named },
  'pipelines.*': { name: ['Pipeline', 'Proces'], item: true, called: by('name') },
  'pipelines.*.name': { name: named },
  'pipelines.*.stages': { name: ['Stages', 'Etapy'] },
  'pipelines.*.stages.*': { name: ['Stage', 'Etap'], item: true, called: by('label') },
  'pipelines.*.stages.*.label': { name: ['Name for staff', 'Nazwa dla pracowników'] },
  'pipelines.*.stages.*.customerLabel': { name: ['Name for customers', 'Nazwa dla klientów'] },
  'pipelines.*.stages.*.state': { name: ['Open or closed', 'Otwarty lub zamknięty'] },
  'inboxes.*': { name: ['Inbox', 'Skrzynka'], item: true, called: by('name') },
  'inboxes.*.name': { name: named },
  'inboxes.*.pipeline': { name: ['Pipeline', 'Proces'] },
  'forms.*': { name: ['Form', 'Formularz'], item: true, called: by('title') },
  'forms.*.title': { name: ['Title', 'Tytuł'] },
  'forms.*.intro': { name: ['Words above the fields', 'Tekst nad polami'] },
  'forms.*.inbox': { name: ['Inbox', 'Skrzynka'] },
  'forms.*.connected': { name: ['Connected', 'Podłączony'] },
  'forms.*.fields': { name: ['Fields', 'Pola'] },
  'forms.*.fields.*': { name: ['Field', 'Pole'], item: true, called: fieldName },
  'forms.*.fields.*.property': { name: ['Property', 'Właściwość'] },
  'forms.*.fields.*.label': { name: label },
  'forms.*.fields.*.help': { name: ['Help', 'Podpowiedź'] },
  'forms.*.fields.*.maxLength': { name: ['Longest text', 'Najdłuższy tekst'] },
  'forms.*.fields.*.default': { name: ['Filled in from the start', 'Wypełnione od początku'] },
  'forms.*.fields.*.showWhen': { name: ['Conditions', 'Warunki'] },
  'forms.*.fields.*.showWhen.*': {
    name: ['Condition on', 'Warunek na'],
    item: true,
    called: (condition, _, { document, tag }) => {
      const key = textIn(condition, 'property');
      return key === undefined ? undefined : propertyName(key, document, tag);
    },
  },
  'forms.*.fields.*.showWhen.*.value': { name: ['Value', 'Wartość'] },
};

/** What stands under a key of the part that a pattern names, with its own pattern. */
export function placesWithin(within: string, key: string): (Place & { pattern: string }) | undefined {
  for (const pattern of [`${within}.${key}`, `${within}.*`]) {
    const place = Object.hasOwn(places, pattern) ? places[pattern] : undefined;
    if (place) return { ...place, pattern };
  }
  return undefined;
}
