import { inLanguages } from './words.ts';

/** What the parts of the document are called in lists of changes; the longest path that fits is told. */
const names: Record<string, [en: string, pl: string]> = {
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

export function pathName(path: string, tag: string): string {
  const polish = tag.toLowerCase().startsWith('pl');
  for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const name = Object.hasOwn(names, at) ? names[at] : undefined;
    if (!name) continue;
    // What lies within a named part is told with its own keys, such as the name of a custom property.
    const rest = path
      .slice(at.length + 1)
      .split('.')
      .filter((key) => !/^\d*$/.test(key));
    return [name[polish ? 1 : 0], ...rest].join(' › ');
  }
  return path;
}

const valueWords = inLanguages({
  en: { notSet: 'not set', nothing: 'nothing', yes: 'yes', no: 'no' },
  pl: { notSet: 'nie ustawiono', nothing: 'nic', yes: 'tak', no: 'nie' },
});

/** A value of the document in a line, without the punctuation of a file. */
export function valueInWords(value: unknown, tag: string): string {
  const words = valueWords(tag);
  const told = (part: unknown): string => {
    if (part === undefined) return words.notSet;
    if (typeof part === 'boolean') return part ? words.yes : words.no;
    if (part === '' || part === null) return words.nothing;
    if (Array.isArray(part)) return part.map(told).join(', ') || words.nothing;
    if (typeof part === 'string' || typeof part === 'number') return `${part}`;
    if (typeof part !== 'object') return words.nothing;
    const { name, title } = part as Record<string, unknown>;
    // What people have named is told by that name: its parts would fill the line.
    if (typeof name === 'string' && name) return name;
    if (typeof title === 'string' && title) return title;
    return (
      Object.entries(part)
        .map(([key, inner]) => `${key} ${told(inner)}`)
        .join('; ') || words.nothing
    );
  };
  const text = told(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
