import { ile, inLanguages } from './words.ts';

const english = new Intl.NumberFormat('en');
const people = (n: number): string => (n === 1 ? '1 person' : `${english.format(n)} people`);
const osoby = (n: number): string => ile(n, 'osoba', 'osoby', 'osób');

const en = {
  heading: 'Access',
  intro: 'Who is let in, and who is invited.',
  letIn: 'Who is let in',
  everybody: 'Everybody with an account',
  onLists: 'Only people on contact lists',
  onListsHelp: 'Everybody else is turned away, with the right password too, and is told whom to ask.',
  chosen: 'Lists that are let in',
  noLists: 'There are no contact lists yet: make one below.',
  noneChosen: 'Choose a list: while none is chosen, everybody with an account is let in.',
  lists: 'Contact lists',
  listsIntro:
    'Named sets of people, by address, by domain, or by a rule. They say who is let in, who may use an identity provider, and whose company’s tickets show.',
  newList: 'Name of a new list',
  addList: 'Add the list',
  name: 'Name',
  members: 'Addresses',
  membersHelp:
    'Whole domains as @example.com. Paste as many as you like, divided by commas, spaces or lines.',
  addMembers: 'Add addresses',
  notAnAddress:
    'These are no addresses. They look like name@example.com, or @example.com for a whole domain.',
  noMembers: 'Nobody yet.',
  memberCount: (n: number) => (n === 1 ? '1 address' : `${english.format(n)} addresses`),
  withRule: 'and a rule',
  rule: 'Also on the list',
  ruleHelp: 'Besides these addresses, everybody who meets the rule.',
  addRule: 'Add a rule',
  ruleOn: 'Everybody who meets a rule is on this list too',
  noListsYet: 'No lists yet.',
  usedBy: 'In use:',
  inUse: {
    access: 'who is let in',
    provider: (name: string) => `identity provider ${name}`,
    permission: 'whose tickets contacts see',
  },
  usedElsewhere: 'Take the list out there before you remove it, or the settings cannot be saved.',
  invitations: 'Invitations',
  invitationsIntro:
    'Mails to people on the lists that are let in, with a link to choose a password. The text is on the page Mail texts.',
  saveFirst:
    'The count is that of the lists as they are saved. Save first, to invite those you have just added.',
  invitable: (n: number) =>
    `${people(n)} on the lists can be invited: neither an account nor an invitation yet.`,
  inviteHow: 'Each gets one mail, with a link to choose a password that is good for 7 days.',
  nobodyToInvite:
    'Everybody on the lists that are let in has an account or an invitation. Add addresses to a list to invite more people.',
  invite: (n: number) => `Invite ${people(n)}`,
  inviting: 'Inviting…',
  invited: (n: number) =>
    n === 0
      ? 'Nobody was left to invite.'
      : `${n === 1 ? '1 mail is' : `${english.format(n)} mails are`} on the way.`,
  invitableLeft: (n: number) => `${people(n)} left; mails go out in groups of 500.`,
};

const pl: typeof en = {
  heading: 'Dostęp',
  intro: 'Kto ma dostęp i kto jest zapraszany.',
  letIn: 'Kto ma dostęp',
  everybody: 'Każdy, kto ma konto',
  onLists: 'Tylko osoby z list kontaktów',
  onListsHelp: 'Wszyscy inni są odsyłani, także z dobrym hasłem, i dowiadują się, kogo pytać.',
  chosen: 'Listy z dostępem',
  noLists: 'Nie ma jeszcze list kontaktów: utwórz jedną poniżej.',
  noneChosen: 'Wybierz listę: dopóki żadna nie jest wybrana, wejdzie każdy, kto ma konto.',
  lists: 'Listy kontaktów',
  listsIntro:
    'Nazwane zbiory osób: według adresu, domeny albo reguły. Mówią, kto ma dostęp, kto może użyć dostawcy tożsamości i komu widać zgłoszenia firmy.',
  newList: 'Nazwa nowej listy',
  addList: 'Dodaj listę',
  name: 'Nazwa',
  members: 'Adresy',
  membersHelp:
    'Całe domeny jako @example.com. Wklej, ile chcesz, oddzielając przecinkami, odstępami lub wierszami.',
  addMembers: 'Dodaj adresy',
  notAnAddress: 'To nie są adresy. Wyglądają tak: imie@example.com, a cała domena: @example.com.',
  noMembers: 'Jeszcze nikogo.',
  memberCount: (n) => ile(n, 'adres', 'adresy', 'adresów'),
  withRule: 'i reguła',
  rule: 'Także na liście',
  ruleHelp: 'Oprócz tych adresów każdy, kto spełnia regułę.',
  addRule: 'Dodaj regułę',
  ruleOn: 'Na liście jest też każdy, kto spełnia regułę',
  noListsYet: 'Nie ma jeszcze list.',
  usedBy: 'Używają jej:',
  inUse: {
    access: 'kto ma dostęp',
    provider: (name) => `dostawca tożsamości ${name}`,
    permission: 'czyje zgłoszenia widać',
  },
  usedElsewhere: 'Zanim ją usuniesz, wyjmij ją stamtąd, inaczej ustawień nie da się zapisać.',
  invitations: 'Zaproszenia',
  invitationsIntro:
    'E-maile do osób z list z dostępem, z linkiem do ustawienia hasła. Ich treść jest na stronie Teksty e-maili.',
  saveFirst: 'Liczba dotyczy list zapisanych. Najpierw zapisz, aby zaprosić osoby dodane przed chwilą.',
  invitable: (n) => `Na listach do zaproszenia: ${osoby(n)}, jeszcze bez konta i bez zaproszenia.`,
  inviteHow: 'Każda z tych osób dostanie jeden e-mail z linkiem do ustawienia hasła, ważnym 7 dni.',
  nobodyToInvite:
    'Wszyscy z list, które mają dostęp, mają już konto lub zaproszenie. Dodaj do listy adresy, aby zaprosić więcej osób.',
  invite: (n) => `Wyślij ${ile(n, 'zaproszenie', 'zaproszenia', 'zaproszeń')}`,
  inviting: 'Wysyłanie…',
  invited: (n) =>
    n === 0
      ? 'Nie było już kogo zaprosić.'
      : `W drodze: ${ile(n, 'zaproszenie', 'zaproszenia', 'zaproszeń')}.`,
  invitableLeft: (n) => `Pozostało: ${osoby(n)}. E-maile wychodzą w grupach po 500.`,
};

export const accessWords = inLanguages({ en, pl });
export type AccessWords = typeof en;
