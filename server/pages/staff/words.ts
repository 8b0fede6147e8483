const english = new Intl.NumberFormat('en');
const polish = new Intl.NumberFormat('pl');
const polishRules = new Intl.PluralRules('pl');

const people = (n: number): string => (n === 1 ? '1 person' : `${english.format(n)} people`);
const osoby = (n: number): string =>
  `${polish.format(n)} ${{ one: 'osoba', few: 'osoby' }[polishRules.select(n) as string] ?? 'osób'}`;
const zaproszenia = (n: number): string =>
  `${polish.format(n)} ${{ one: 'zaproszenie', few: 'zaproszenia' }[polishRules.select(n) as string] ?? 'zaproszeń'}`;

/** The words of the staff page that customers never see. */
const en = {
  inbox: 'Inbox',
  forStaff: 'This page is for support staff. You are signed in as a customer.',
  toPortal: 'View customer portal',
  pickTicket: 'Choose a ticket to read it.',
  internalNotes: 'Internal notes',
  internalNote: 'Internal note',
  noteHint: 'Only staff see this. It changes nothing the customer can see.',
  addNote: 'Add note',
  noNotes: 'No notes yet.',
  noteAdded: 'The note is added.',
  stage: 'Stage',
  assignee: 'Assigned to',
  nobody: 'Nobody',
  assignToMe: 'Assign to me',
  unassign: 'Unassign',
  customer: 'Customer',
  backToInbox: 'Back to the inbox',
  invitations: 'Invitations',
  invitable: (n: number) =>
    `On your contact lists ${n === 1 ? 'is' : 'are'} ${people(n)} with neither an account nor an invitation.`,
  inviteHow: 'Each gets one mail, with a link to choose a password that is good for 7 days.',
  nobodyToInvite:
    'Everybody on the contact lists that are let in has an account or an invitation. Add addresses to a list to invite more people.',
  invite: (n: number) => `Invite ${people(n)}`,
  inviting: 'Inviting…',
  invited: (n: number) =>
    n === 0
      ? 'Nobody was left to invite.'
      : `${n === 1 ? '1 mail is' : `${english.format(n)} mails are`} on the way.`,
  invitableLeft: (n: number) => `${people(n)} left; mails go out in groups of 500.`,
};

const pl: typeof en = {
  inbox: 'Skrzynka',
  forStaff: 'Ta strona jest dla pracowników wsparcia. Zalogowano konto klienta.',
  toPortal: 'Zobacz portal klienta',
  pickTicket: 'Wybierz zgłoszenie, aby je przeczytać.',
  internalNotes: 'Notatki wewnętrzne',
  internalNote: 'Notatka wewnętrzna',
  noteHint: 'Widzą ją tylko pracownicy. Nie zmienia niczego, co widzi klient.',
  addNote: 'Dodaj notatkę',
  noNotes: 'Nie ma jeszcze notatek.',
  noteAdded: 'Dodano notatkę.',
  stage: 'Etap',
  assignee: 'Przypisane do',
  nobody: 'Nikt',
  assignToMe: 'Przypisz do mnie',
  unassign: 'Cofnij przypisanie',
  customer: 'Klient',
  backToInbox: 'Wróć do skrzynki',
  invitations: 'Zaproszenia',
  invitable: (n) => `Na listach kontaktów bez konta i bez zaproszenia: ${osoby(n)}.`,
  inviteHow: 'Każda z tych osób dostanie jeden e-mail z linkiem do ustawienia hasła, ważnym 7 dni.',
  nobodyToInvite:
    'Wszyscy z list kontaktów, które mają dostęp, mają już konto lub zaproszenie. Dodaj do listy adresy, aby zaprosić więcej osób.',
  invite: (n) => `Wyślij ${zaproszenia(n)}`,
  inviting: 'Wysyłanie…',
  invited: (n) => (n === 0 ? 'Nie było już kogo zaprosić.' : `W drodze: ${zaproszenia(n)}.`),
  invitableLeft: (n) => `Pozostało: ${osoby(n)}. E-maile wychodzą w grupach po 500.`,
};

export type StaffWords = typeof en;

export function staffWords(tag: string): StaffWords {
  return tag.toLowerCase().startsWith('pl') ? pl : en;
}
