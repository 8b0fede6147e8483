import type { GatewaySettings } from '../../../src/settings/settings.ts';
import { getAt } from '../paths.ts';
import { placesWithin, type Name } from './places.ts';
import { ruleWords } from './rules.ts';

/** What the parts of the document are called in lists of changes and problems; the longest path that fits is told. */
const names: Record<string, Name> = {
  portal: ['Portal', 'Portal'],
  'portal.name': ['Name', 'Nazwa'],
  'portal.slug': ['Address', 'Adres'],
  'portal.enabled': ['On or off', 'Włączony'],
  'portal.languages': ['Languages', 'Języki'],
  'portal.origins': ['Pages that carry the portal', 'Strony z portalem'],
  'portal.showLink': ['Link from the knowledge base', 'Link z bazy wiedzy'],
  'portal.columns': ['Columns of the list', 'Kolumny listy'],
  'portal.statusDisplay': ['Status shown to customers', 'Stan widoczny dla klientów'],
  'portal.idleSeconds': ['Sign-out when idle', 'Wylogowanie po bezczynności'],
  'portal.sessionSeconds': ['Longest session', 'Najdłuższa sesja'],
  'portal.contactHint': ['Whom to ask', 'Kogo pytać'],
  'portal.signIn': ['Sign-in', 'Logowanie'],
  'portal.signIn.methods': ['Ways to sign in', 'Sposoby logowania'],
  'portal.signIn.registration': ['Registration', 'Rejestracja'],
  'portal.signIn.consent': ['Consent', 'Zgoda'],
  'portal.signIn.consent.version': ['Version of the consent', 'Wersja zgody'],
  'portal.signIn.consent.text': ['Text of the consent', 'Tekst zgody'],
  'portal.signIn.consent.label': ['Words beside the checkbox', 'Tekst przy polu zgody'],
  'portal.signIn.providers': ['Identity providers', 'Dostawcy tożsamości'],
  'portal.signIn.challenge': ['Challenge for strangers', 'Sprawdzian dla obcych'],
  contactLists: ['Contact lists', 'Listy kontaktów'],
  access: ['Who is let in', 'Kto ma dostęp'],
  'access.lists': ['Who is let in', 'Kto ma dostęp'],
  mail: ['Mail texts', 'Teksty e-maili'],
  'mail.texts': ['Mail texts', 'Teksty e-maili'],
  tickets: ['Tickets', 'Zgłoszenia'],
  'tickets.filter': ['Which tickets show', 'Które zgłoszenia widać'],
  'tickets.permission': ['Whose tickets contacts see', 'Czyje zgłoszenia widać'],
  'tickets.threads': ['Threads', 'Wątki'],
  'tickets.defaultInbox': ['Default inbox', 'Domyślna skrzynka'],
  'tickets.reopen': ['Reopening', 'Ponowne otwieranie'],
  'tickets.visibleProperties': ['Properties that show', 'Widoczne właściwości'],
  properties: ['Properties of tickets', 'Właściwości zgłoszeń'],
  pipelines: ['Pipelines and stages', 'Procesy i etapy'],
  inboxes: ['Inboxes', 'Skrzynki'],
  forms: ['Forms', 'Formularze'],
  theme: ['Theme', 'Motyw'],
  attachments: ['Attachments', 'Załączniki'],
  reference: ['Ticket numbers', 'Numery zgłoszeń'],
};

/** Where a rule stands; what lies within goes by the numbers that the editor of rules shows. */
const rule = /^(tickets\.filter|tickets\.permission\.companyFor|contactLists\.\d+\.rule)(?:\.(.+))?$/;

/**
 * A place in the document as the pages name it: `Form “Bug report” › Field “Severity”`. `document` is the one that the
 * path is of; without it, things in lists go by their numbers.
 */
export function pathName(path: string, tag: string, document?: GatewaySettings): string {
  const [, root = path, within = ''] = rule.exec(path) ?? [];
  const told = placeOf(root, tag, document);
  if (within) told.push(...partOfRule(root, within, tag, document));
  return told.join(' › ') || path;
}

function placeOf(path: string, tag: string, document?: GatewaySettings): string[] {
  const language = tag.toLowerCase().startsWith('pl') ? 1 : 0;
  let told: string[] = [];
  let pattern = '';
  let at = '';
  for (const key of path.split('.')) {
    at = at ? `${at}.${key}` : key;
    const exact = pattern ? `${pattern}.${key}` : key;
    const name = Object.hasOwn(names, exact) ? names[exact] : undefined;
    const place = name ? undefined : placesWithin(pattern, key);
    pattern = place?.pattern ?? exact;
    if (name) told = [name[language]];
    else if (place) {
      const own = place.called?.(getAt(document, at), key, { document, tag });
      // What an item is says already which list it is in.
      if (place.item) told.pop();
      told.push(
        place.name
          ? inWords(place.name[language], place.item ? { own, key, language } : undefined)
          : own || key,
      );
    } else if (/^\d+$/.test(key)) told.push(nth(key, language));
    else if (key) told.push(key);
  }
  return told;
}

/** What something is, with its own name or, without one, its number. */
function inWords(name: string, item?: { own: string | undefined; key: string; language: 0 | 1 }): string {
  if (!item) return name;
  const { own, key, language } = item;
  if (own) return language === 1 ? `${name} „${own}”` : `${name} “${own}”`;
  return `${name} ${nth(key, language)}`;
}

const nth = (key: string, language: 0 | 1): string => `${language === 1 ? 'nr' : 'no.'} ${Number(key) + 1}`;

function partOfRule(root: string, within: string, tag: string, document?: GatewaySettings): string[] {
  const words = ruleWords(tag);
  const keys = within.split('.');
  const steps: string[] = [];
  const numbers: number[] = [];
  while (/^(?:all|any)$/.test(keys[0] ?? '')) {
    steps.push(...keys.splice(0, 2));
    // The list of a group's parts is the group itself.
    if (steps.length % 2 === 0) numbers.push(Number(steps.at(-1)) + 1);
  }
  const part = getAt(document, [root, ...steps].join('.'));
  const isGroup = typeof part === 'object' && part !== null && !('operator' in part);
  const number = numbers.join('.');
  const told = number ? [isGroup ? words.group(number) : words.condition(number)] : [];
  const [key] = keys;
  if (key === 'property' || key === 'operator' || key === 'value') {
    if (!number) told.push(words.condition('1'));
    told.push(words[key]);
  }
  return told;
}
