import type { Messages } from './en.ts';

const rules = new Intl.PluralRules('pl');
const digits = new Intl.NumberFormat('pl');

/** Liczebnik z rzeczownikiem: `1 plik`, `3 pliki`, `5 plików`, `1,5 pliku`. */
const count = (n: number, one: string, few: string, many: string, other = many) => {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = { one, few, many, other };
  return `${digits.format(n)} ${forms[rules.select(n)] ?? many}`;
};
const characters = (n: number) => count(n, 'znak', 'znaki', 'znaków', 'znaku');
const files = (n: number) => count(n, 'plik', 'pliki', 'plików', 'pliku');
/** Minuty i sekundy: `1 minutę 30 sekund`. */
const duration = (seconds: number) =>
  [
    seconds >= 60 && count(Math.floor(seconds / 60), 'minutę', 'minuty', 'minut'),
    (seconds % 60 || seconds < 60) && count(seconds % 60, 'sekundę', 'sekundy', 'sekund'),
  ]
    .filter(Boolean)
    .join(' ');
const tickets = (n: number) => count(n, 'zgłoszenie', 'zgłoszenia', 'zgłoszeń', 'zgłoszenia');

/** Bajty w jednostce, jakiej używają ludzie: `1,2 MB`. */
function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat('pl', {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}

/** Polski. */
export const pl: Messages = {
  lang: 'pl',

  loading: 'Wczytywanie…',
  retry: 'Spróbuj ponownie',
  cancel: 'Anuluj',
  close: 'Zamknij',
  offline: 'Brak połączenia. To, co piszesz, zostanie zachowane.',
  yes: 'Tak',
  no: 'Nie',
  optional: 'opcjonalnie',
  portalOff: 'Portal jest w tej chwili nieczynny.',
  signInNeeded: 'Zaloguj się, aby zobaczyć swoje zgłoszenia.',

  errors: {
    unauthenticated: 'Nie jesteś zalogowany(-a). Zaloguj się ponownie.',
    forbidden: 'Nie masz do tego dostępu.',
    'not-found': 'To nie istnieje albo nie masz do tego dostępu.',
    invalid: 'Coś we wprowadzonych danych się nie zgadza.',
    conflict: 'W międzyczasie coś się tu zmieniło. Sprawdź jeszcze raz.',
    'too-large': 'To jest zbyt duże.',
    'unsupported-media': 'Pliki tego rodzaju nie są przyjmowane.',
    'rate-limited': 'Zbyt wiele prób. Odczekaj chwilę.',
    offline: 'Brak połączenia. Sprawdź sieć.',
    unavailable: 'Serwis pomocy w tej chwili nie odpowiada.',
    'not-supported': 'Tutaj nie jest to możliwe.',
  },
  fields: {
    required: () => 'To pole jest wymagane.',
    'too-long': (limit) => (limit ? `Najwyżej ${characters(limit)}.` : 'To jest za długie.'),
    'too-short': (limit) => (limit ? `Co najmniej ${characters(limit)}.` : 'To jest za krótkie.'),
    invalid: () => 'To nie wygląda poprawnie.',
    'not-an-option': () => 'Wybierz jedną z podanych możliwości.',
    common: () => 'To hasło jest zbyt popularne.',
    'too-many': (limit) => (limit ? `Najwyżej ${files(limit)}.` : 'Za dużo.'),
    'too-large': (limit) => (limit ? `Większe niż ${fileSize(limit)}.` : 'Za duże.'),
    unknown: () => 'Takiego pola nie ma w formularzu.',
  },

  portalNav: 'Portal pomocy',
  goToPortal: (portal) => `Przejdź do: ${portal}`,
  tickets: 'Zgłoszenia',
  fileTicket: 'Nowe zgłoszenie',
  signIn: 'Zaloguj się',
  signOut: 'Wyloguj się',
  signedInAs: (name) => `Zalogowano jako ${name}`,
  unsentWarning: (n) =>
    `${count(n, 'wiadomość nie została jeszcze wysłana i przepadnie', 'wiadomości nie zostały jeszcze wysłane i przepadną', 'wiadomości nie zostało jeszcze wysłanych i przepadnie')} po wylogowaniu.`,
  signOutAnyway: 'Wyloguj mimo to',
  staySignedIn: 'Nie wylogowuj',
  ownSessions: 'Twoje sesje',
  previewed: 'Oglądasz portal z konta pracownika.',
  previewedOff: 'Portal jest wyłączony: klienci go nie widzą.',
  toStaffPage: 'Wróć do strony pracowników',

  signInTo: (portal) => `do: ${portal}`,
  email: 'E-mail',
  password: 'Hasło',
  showPassword: 'Pokaż hasło',
  signingIn: 'Logowanie…',
  waitToRetry: (seconds) =>
    seconds < 90
      ? `Spróbuj ponownie za ${count(seconds, 'sekundę', 'sekundy', 'sekund', 'sekundy')}.`
      : `Spróbuj ponownie za ${count(Math.ceil(seconds / 60), 'minutę', 'minuty', 'minut', 'minuty')}.`,
  wrongCredentials: 'Ten e-mail i hasło nie pasują do żadnego konta.',
  sessionExpired: 'Sesja wygasła. Zaloguj się, aby wrócić do przerwanej pracy.',
  signedOut: 'Wylogowano.',

  stillThere: 'Czy nadal tu jesteś?',
  idleReason:
    'Od dłuższej chwili nic się tu nie działo, więc nastąpi wylogowanie, aby chronić Twoje zgłoszenia.',
  idleLeft: (s) => `Wylogowanie nastąpi za ${duration(s)}.`,
  idleStay: 'Nie wylogowuj',
  sessionOver: 'Sesja wygasła',
  signInToGoOn: 'Zaloguj się, aby kontynuować; to, co zostało wpisane, nadal tu jest.',
  notNow: 'Nie teraz',
  forgotPassword: 'Nie pamiętasz hasła?',
  mailLink: 'Wyślij mi link do logowania',
  mailLinkInstead: 'Wolę link e-mailem',
  sendingMail: 'Wysyłanie…',
  or: 'lub',
  continueWith: (provider) => `Kontynuuj przez ${provider}`,
  notYou: 'To nie Ty?',
  newHere: 'Pierwszy raz tutaj?',
  registerHere: 'Zarejestruj się',
  register: 'Zarejestruj się',
  registering: 'Rejestrowanie…',
  yourName: 'Imię i nazwisko',
  passwordHelp: 'Co najmniej 8 znaków; najlepiej kilka niezwiązanych ze sobą słów.',
  consentNeeded: 'Aby przejść dalej, potrzebna jest zgoda.',
  alreadyRegistered: 'Masz już konto?',
  backToSignIn: 'Wróć do logowania',
  checkEmail: 'Sprawdź pocztę',
  checkEmailText: (email) =>
    `Na adres ${email} wysłaliśmy wiadomość. Otwórz zawarty w niej link, aby przejść dalej.`,
  linkSentText: (email) =>
    `Jeśli ${email} ma tu konto, link i kod są już w drodze. Oba działają przez 15 minut.`,
  spamHint: 'Może dotrzeć dopiero po minucie; zajrzyj też do folderu ze spamem.',
  mailedCode: 'Kod z wiadomości',
  wrongCode: 'Ten kod jest błędny albo stracił ważność. Jeśli nadal nie działa, poproś o nowy.',
  resend: 'Wyślij ponownie',
  resendIn: (seconds) =>
    `Ponowne wysłanie będzie możliwe za ${count(seconds, 'sekundę', 'sekundy', 'sekund', 'sekundy')}.`,
  resent: 'Wysłano ponownie.',
  otherAddress: 'Użyj innego adresu',
  confirmEmail: 'Potwierdź adres e-mail',
  confirmEmailText: 'Został jeden krok: potwierdź, a konto będzie gotowe.',
  confirmAndSignIn: 'Potwierdź i zaloguj się',
  confirming: 'Potwierdzanie…',
  linkText: (portal) => `Link z wiadomości loguje Cię do: ${portal}.`,
  linkExpiredTitle: 'Ten link już nie działa',
  linkExpired: 'Został już użyty albo stracił ważność.',
  confirmedAlready: 'Jeśli adres jest już potwierdzony, po prostu się zaloguj.',
  newLinkText: 'Podaj swój adres, aby otrzymać nowy.',
  sendLink: 'Wyślij mi link',
  forgotTitle: 'Ustaw nowe hasło',
  forgotText: 'Podaj swój adres e-mail, a wyślemy link do ustawienia nowego hasła.',
  newPasswordTitle: 'Nowe hasło',
  newPasswordText: 'Wszędzie indziej nastąpi wylogowanie.',
  newPassword: 'Nowe hasło',
  savePassword: 'Zapisz i zaloguj się',
  savingPassword: 'Zapisywanie…',
  signedOutTitle: 'Wylogowano',
  signedOutText: 'Możesz zamknąć tę stronę albo zalogować się ponownie.',
  signInAgain: 'Zaloguj się ponownie',
  deniedTitle: 'Brak dostępu',
  deniedText: (portal) => `Dane są poprawne, ale to konto nie ma dostępu do: ${portal}.`,
  otherAccount: 'Użyj innego konta',
  offTitle: 'Chwilowo nieczynne',
  staffSignIn: 'Logowanie dla obsługi',
  failedTitle: 'Nie udało się',
  failedText: 'Powrót nastąpił bez zalogowania. Spróbuj ponownie.',
  lateText: 'Logowanie trwało zbyt długo. Spróbuj ponownie.',
  needsSecurePage: 'To działa tylko na stronie z bezpiecznym połączeniem (HTTPS).',
  robotCheckFailed: 'Sprawdzenie, czy nie jesteś robotem, nie powiodło się. Spróbuj ponownie.',

  sessions: 'Twoje sesje',
  sessionsText: 'Zakończ sesje, których nie rozpoznajesz, a potem zmień hasło.',
  thisSession: 'Ta sesja',
  unknownDevice: 'Nieznane urządzenie',
  lastActive: (when) => `Ostatnia aktywność: ${when}`,
  signedInSince: (when) => `Zalogowano: ${when}`,
  endSession: 'Zakończ',
  endSessionOn: (device) => `Zakończ sesję: ${device}`,
  sessionEnded: (device) => `Zakończono sesję: ${device}.`,
  onlySession: 'Nigdzie indziej nie ma Twojej sesji.',
  sessionsFailed: 'Nie udało się wczytać sesji.',
  signOutEverywhere: 'Wyloguj wszędzie',
  signOutEverywhereQuestion: 'Wylogować wszędzie, także tutaj? To, co tu napisano i nie wysłano, przepadnie.',

  myTickets: 'Moje zgłoszenia',
  companyTickets: (company) => `Zgłoszenia firmy ${company}`,
  view: 'Widok',
  searchTickets: 'Szukaj w zgłoszeniach',
  clearSearch: 'Wyczyść wyszukiwanie',
  state: 'Stan',
  all: 'Wszystkie',
  allStages: 'Dowolny status',
  chooseColumns: 'Kolumny',
  columnsShown: 'Pokazywane kolumny',
  columnsKept: 'Wybór zostaje na tym urządzeniu. Temat widać zawsze.',
  resetColumns: 'Przywróć domyślne',
  open: 'Otwarte',
  closed: 'Zamknięte',
  columns: {
    reference: 'ID',
    subject: 'Temat',
    status: 'Status',
    created: 'Utworzono',
    activity: 'Ostatnia aktywność',
  },
  requester: 'Od',
  sortBy: 'Sortuj według',
  newestFirst: 'od najnowszych',
  oldestFirst: 'od najstarszych',
  ascending: 'rosnąco',
  descending: 'malejąco',
  unread: 'Nieprzeczytane',
  loadMore: 'Wczytaj więcej',
  loadedTickets: (n, total, more) =>
    total === undefined
      ? tickets(n)
      : more
        ? `${digits.format(n)} z ponad ${digits.format(total)} zgłoszeń`
        : `${digits.format(n)} z ${count(total, 'zgłoszenia', 'zgłoszeń', 'zgłoszeń', 'zgłoszenia')}`,
  noTickets: 'Nie ma jeszcze zgłoszeń',
  noTicketsText: 'Gdy coś zgłosisz, pojawi się tutaj wraz z każdą odpowiedzią.',
  noMatches: 'Żadne zgłoszenie nie pasuje',
  noMatchesText: 'Użyj innych słów albo mniej filtrów.',
  clearFilters: 'Wyczyść filtry',
  offlineList: 'Jesteś offline. Oto co zostało wczytane ostatnio.',
  listFailed: 'Nie udało się wczytać zgłoszeń.',

  you: 'Ty',
  support: 'Pomoc',
  backToTickets: 'Zgłoszenia',
  details: 'Szczegóły',
  participants: 'Uczestnicy',
  conversation: 'Rozmowa',
  attachments: 'Załączniki',
  noMessages: 'Nie ma jeszcze wiadomości.',
  olderMessages: 'Pokaż starsze wiadomości',
  earlierThread: (n, more, day) =>
    `Wcześniejsza rozmowa, ${more ? 'co najmniej ' : ''}${count(n, 'wiadomość', 'wiadomości', 'wiadomości')}, ${day}`,
  newestMessagesFirst: 'Pokaż od najnowszych',
  oldestMessagesFirst: 'Pokaż od najstarszych',
  newMessage: (author) => `Nowa wiadomość, nadawca: ${author}`,
  statusChanged: (status) => `Status: ${status}`,
  quotedText: 'Pokaż cytowany tekst',
  showImages: (n) => `Pokaż ${count(n, 'zewnętrzny obraz', 'zewnętrzne obrazy', 'zewnętrznych obrazów')}`,
  image: 'Obraz',
  shownAsText: 'Pokazano jako zwykły tekst ze względu na rozmiar lub zagnieżdżenie.',
  download: (name) => `Pobierz ${name}`,
  downloading: 'Pobieranie…',
  yourReply: 'Twoja odpowiedź',
  replyHint: 'Napisz odpowiedź. Działa Markdown; pliki można wkleić lub upuścić.',
  replyHintPlain: 'Napisz odpowiedź.',
  formatting: 'Formatowanie',
  send: 'Wyślij',
  sending: 'Wysyłanie…',
  sent: 'Wysłano',
  notSent: 'Nie wysłano',
  notSentOffline: 'Nie wysłano: brak połączenia. Wiadomość wyjdzie sama, gdy połączenie wróci.',
  notSentWaiting: 'Jeszcze nie wysłano: serwis pomocy nie odpowiada. Ponawiamy samoczynnie.',
  sendNow: 'Wyślij teraz',
  edit: 'Edytuj',
  discard: 'Odrzuć',
  draftSaved: 'Szkic zapisany',
  emptyReply: 'Najpierw coś napisz.',
  stillUploading: 'Plik jeszcze się przesyła; wiadomość wyjdzie, gdy będzie gotowy.',
  closedNote: 'To zgłoszenie jest zamknięte. Jeśli potrzebujesz dalszej pomocy, utwórz nowe.',
  willReopen: 'Wysłanie odpowiedzi otworzy to zgłoszenie ponownie.',
  willFollowUp: 'Wysłanie odpowiedzi utworzy kolejne, powiązane zgłoszenie.',
  markSolved: 'Oznacz jako rozwiązane',
  reopen: 'Otwórz ponownie',
  solving: 'Oznaczanie jako rozwiązane…',
  reopening: 'Ponowne otwieranie…',
  whyShown: 'Dlaczego to widzę?',
  ticketNotFound: 'Takiego zgłoszenia nie ma albo nie należy do Ciebie.',
  ticketFailed: 'Nie udało się wczytać zgłoszenia.',
  earlierArrived: 'Wcześniejsza wersja tej wiadomości już dotarła; Twoje zmiany są zachowane poniżej.',
  sentElsewhere:
    'Inna karta wysyła już pewną wersję tej wiadomości. Aby wysłać także tę, naciśnij „Wyślij” jeszcze raz.',
  bold: 'Pogrubienie',
  italic: 'Kursywa',
  code: 'Kod',
  link: 'Link',
  list: 'Lista',
  channels: {
    portal: 'portal',
    form: 'formularz',
    email: 'e-mail',
    chat: 'czat',
    phone: 'telefon',
    other: 'inny kanał',
  },

  whyMine: 'To Twoje własne zgłoszenie.',
  whyCompany: (company) =>
    company
      ? `To zgłoszenie firmy ${company}, której zgłoszenia możesz oglądać.`
      : 'To zgłoszenie Twojej firmy.',
  whyStaff: 'To konto obsługi, która widzi wszystkie zgłoszenia.',
  whyRule: 'Nie wszystkie zgłoszenia są tu widoczne. W tym liczy się:',
  whyMore: 'I coś jeszcze, czego tu nie pokazujemy.',
  whyHidden: 'Nie wszystkie zgłoszenia są tu widoczne. Tego, co liczy się w tym, nie pokazujemy.',
  whyEmpty: 'nic nie wpisano',
  whyChannel: 'Jak do nas dotarło',

  attachFiles: 'Dołącz pliki',
  dropHere: 'Upuść pliki tutaj, wklej zrzut ekranu lub',
  chooseFiles: 'wybierz pliki',
  fileLimits: (n, bytes) => `Do ${count(n, 'pliku', 'plików', 'plików')}, każdy do ${fileSize(bytes)}`,
  uploading: (name, percent) => `${name}, przesłano ${percent}%`,
  uploaded: (name) => `Dołączono ${name}`,
  uploadFailed: (name) => `Nie przesłano ${name}`,
  removeFile: (name) => `Usuń ${name}`,
  cancelFile: (name) => `Anuluj przesyłanie ${name}`,
  fileSize,

  chooseOne: 'Wybierz',
  submitTicket: 'Wyślij zgłoszenie',
  submitting: 'Wysyłanie…',
  formProblems: (n) => `${count(n, 'pole wymaga', 'pola wymagają', 'pól wymaga')} poprawy`,
  suggestions: 'Być może odpowiedź jest już tutaj',
  ticketFiled: (reference) => `Przyjęto Twoje zgłoszenie ${reference}.`,
  ticketFiledText: 'Odpowiedź pojawi się tutaj.',
  showTicket: 'Pokaż zgłoszenie',
  fileAnother: 'Utwórz kolejne',
  noForms: 'W tej chwili nie można tu tworzyć zgłoszeń.',
  formChoice: 'Czego dotyczy zgłoszenie?',
  restoredDraft: 'Zachowaliśmy to, co było już napisane.',
  startOver: 'Zacznij od nowa',
  charactersLeft: (n) => (n < 0 ? `O ${characters(-n)} za dużo` : `Pozostało: ${characters(n)}`),
  otherForm: 'Wybierz inny formularz',
  waitingForFiles: 'Plik jeszcze się wysyła; zgłoszenie wyjdzie, gdy skończy.',
  removeFailedFiles: 'Nie udało się wysłać pliku. Ponów próbę albo usuń go i wyślij zgłoszenie.',
  earlierFiled:
    'Wcześniejsza wersja tego zgłoszenia już dotarła: zanim wyślesz i tę, zajrzyj do swoich zgłoszeń. Twoje zmiany są zachowane.',
  ticketKeptOffline:
    'Nie wysłano: brak połączenia. Zgłoszenie jest zachowane i wyśle się samo po powrocie połączenia.',
  ticketKeptWaiting:
    'Jeszcze nie wysłano: serwis nie odpowiada. Zgłoszenie jest zachowane, a próby ponawiają się same.',
};
