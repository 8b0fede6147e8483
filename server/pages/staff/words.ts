/** The words of the staff page that customers never see. */
const en = {
  inbox: 'Inbox',
  forStaff: 'This page is for support staff. You are signed in as a customer.',
  simulator: 'Simulator',
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
  seen: 'Customer sees it',
  seenYes: 'Yes',
  seenNewest: 'Yes, the newest thread of it',
  seenNo: 'No.',
  unseen: {
    'portal-off': 'The portal is off.',
    access: 'They are on no list that is let in.',
    ownership: 'It is not theirs.',
    permission: 'It is a colleague’s.',
    filter: 'It does not meet the rule for tickets that show.',
  },
  unseenMessage: 'Customer does not see this',
  backToInbox: 'Back to the inbox',
  settings: 'Settings',
};

const pl: typeof en = {
  inbox: 'Skrzynka',
  forStaff: 'Ta strona jest dla pracowników wsparcia. Zalogowano konto klienta.',
  simulator: 'Symulator',
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
  seen: 'Klient to widzi',
  seenYes: 'Tak',
  seenNewest: 'Tak, najnowszy wątek',
  seenNo: 'Nie.',
  unseen: {
    'portal-off': 'Portal jest wyłączony.',
    access: 'Nie ma go na żadnej liście z dostępem.',
    ownership: 'Nie jest jego.',
    permission: 'Jest innej osoby z firmy.',
    filter: 'Nie spełnia reguły widocznych zgłoszeń.',
  },
  unseenMessage: 'Klient tego nie widzi',
  backToInbox: 'Wróć do skrzynki',
  settings: 'Ustawienia',
};

export type StaffWords = typeof en;

export function staffWords(tag: string): StaffWords {
  return tag.toLowerCase().startsWith('pl') ? pl : en;
}
