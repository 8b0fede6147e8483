import type { SettingsPage } from './settings-page.ts';

/** A page of the settings. Everything of it is loaded when it is opened. */
export interface PageEntry {
  /** In the address: `#/general`. */
  id: string;
  group: 'portal' | 'tickets' | 'look' | 'document';
  name: { en: string; pl: string };
  /** What of the document is set there: problems, changes and what is missing lead to it. The longest path wins. */
  paths: readonly string[];
  load: () => Promise<new () => SettingsPage>;
}

export const groupNames: Record<PageEntry['group'], { en: string; pl: string }> = {
  portal: { en: 'Portal', pl: 'Portal' },
  tickets: { en: 'Tickets', pl: 'Zgłoszenia' },
  look: { en: 'Look and words', pl: 'Wygląd i teksty' },
  document: { en: 'Check and history', pl: 'Sprawdzanie i historia' },
};

/** In the order of the navigation; those of a group stand together. */
export const pages: readonly PageEntry[] = [
  {
    id: 'general',
    group: 'portal',
    name: { en: 'General', pl: 'Ogólne' },
    paths: ['portal', 'attachments', 'reference'],
    load: async () => (await import('./pages/general.ts')).GeneralPage,
  },
  {
    id: 'sign-in',
    group: 'portal',
    name: { en: 'Sign-in', pl: 'Logowanie' },
    paths: ['portal.signIn'],
    load: async () => (await import('./pages/sign-in.ts')).SignInPage,
  },
  {
    id: 'consent',
    group: 'portal',
    name: { en: 'Consent', pl: 'Zgoda' },
    paths: ['portal.signIn.consent'],
    load: async () => (await import('./pages/consent.ts')).ConsentPage,
  },
  {
    id: 'access',
    group: 'portal',
    name: { en: 'Access', pl: 'Dostęp' },
    paths: ['access', 'contactLists'],
    load: async () => (await import('./pages/access.ts')).AccessPage,
  },
  {
    id: 'people',
    group: 'portal',
    name: { en: 'People', pl: 'Ludzie' },
    paths: [],
    load: async () => (await import('./pages/people.ts')).PeoplePage,
  },
  {
    id: 'tickets',
    group: 'tickets',
    name: { en: 'Tickets', pl: 'Zgłoszenia' },
    paths: ['tickets', 'portal.columns'],
    load: async () => (await import('./pages/tickets.ts')).TicketsPage,
  },
  {
    id: 'stages',
    group: 'tickets',
    name: { en: 'Pipelines and stages', pl: 'Procesy i etapy' },
    paths: ['pipelines', 'portal.statusDisplay'],
    load: async () => (await import('./pages/stages.ts')).StagesPage,
  },
  {
    id: 'inboxes',
    group: 'tickets',
    name: { en: 'Inboxes', pl: 'Skrzynki' },
    paths: ['inboxes', 'tickets.defaultInbox'],
    load: async () => (await import('./pages/inboxes.ts')).InboxesPage,
  },
  {
    id: 'properties',
    group: 'tickets',
    name: { en: 'Properties', pl: 'Właściwości' },
    paths: ['properties'],
    load: async () => (await import('./pages/properties.ts')).PropertiesPage,
  },
  {
    id: 'forms',
    group: 'tickets',
    name: { en: 'Forms', pl: 'Formularze' },
    paths: ['forms'],
    load: async () => (await import('./pages/forms.ts')).FormsPage,
  },
  {
    id: 'theme',
    group: 'look',
    name: { en: 'Theme', pl: 'Motyw' },
    paths: ['theme'],
    load: async () => (await import('./pages/theme.ts')).ThemePage,
  },
  {
    id: 'mail',
    group: 'look',
    name: { en: 'Mail texts', pl: 'Teksty e-maili' },
    paths: ['mail'],
    load: async () => (await import('./pages/mail.ts')).MailPage,
  },
  {
    id: 'simulator',
    group: 'document',
    name: { en: 'Simulator', pl: 'Symulator' },
    paths: [],
    load: async () => (await import('./pages/simulator.ts')).SimulatorPage,
  },
  {
    id: 'history',
    group: 'document',
    name: { en: 'History and file', pl: 'Historia i plik' },
    paths: [],
    load: async () => (await import('./pages/history.ts')).HistoryPage,
  },
];

/** The page where a path is set. */
export function pageOf(path: string): PageEntry | undefined {
  let found: { entry: PageEntry; length: number } | undefined;
  for (const entry of pages)
    for (const own of entry.paths) {
      const fits = path === own || path.startsWith(`${own}.`);
      if (fits && own.length > (found?.length ?? -1)) found = { entry, length: own.length };
    }
  return found?.entry;
}

/** Where a path is set, as an address; the page goes to its control. */
export function linkTo(path: string): string {
  const entry = pageOf(path);
  return entry ? `#/${entry.id}/${encodeURIComponent(path)}` : '#/';
}
