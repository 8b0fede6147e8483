import { inLanguages } from './words.ts';

const en = {
  heading: 'Inboxes',
  intro: 'Where tickets and replies arrive for your staff. Customers never see inboxes.',
  inboxes: 'Inboxes',
  name: 'Name',
  pipeline: 'Pipeline',
  arriving: 'Forms that arrive here:',
  noForms: 'No form arrives here.',
  isDefault: 'The default inbox.',
  keep: 'It can be removed once no form arrives here and it is not the default.',
  newInbox: 'Another inbox',
  add: 'Add inbox',
  defaultInbox: 'Default inbox',
  defaultHelp:
    'Where a customer’s reply arrives on a ticket without a conversation, such as one made after a phone call.',
};

const pl: typeof en = {
  heading: 'Skrzynki',
  intro: 'Gdzie pracownicy dostają zgłoszenia i odpowiedzi. Klienci nie widzą skrzynek.',
  inboxes: 'Skrzynki',
  name: 'Nazwa',
  pipeline: 'Proces',
  arriving: 'Trafiają tu formularze:',
  noForms: 'Nie trafia tu żaden formularz.',
  isDefault: 'Skrzynka domyślna.',
  keep: 'Można ją usunąć, gdy nie trafia tu żaden formularz i nie jest domyślna.',
  newInbox: 'Kolejna skrzynka',
  add: 'Dodaj skrzynkę',
  defaultInbox: 'Domyślna skrzynka',
  defaultHelp: 'Dokąd trafia odpowiedź klienta na zgłoszenie bez rozmowy, na przykład założone po telefonie.',
};

export const inboxesWords = inLanguages({ en, pl });
export type InboxesWords = typeof en;
