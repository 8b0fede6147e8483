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
  newHere: 'Pierwszy raz tutaj?',
  registerHere: 'Zarejestruj się',
  register: 'Zarejestruj się',
  registering: 'Rejestrowanie…',
  yourName: 'Imię i nazwisko',
  passwordHelp: 'Co najmniej 8 znaków; najlepiej kilka niezwiązanych ze sobą słów.',
  consentNeeded: 'Aby przejść dalej, potrzebna jest zgoda.',
  alreadyRegistered: 'Masz już konto?',
  checkEmail: 'Sprawdź pocztę',
  checkEmailText: (email) =>
    `Na adres ${email} wysłaliśmy wiadomość. Otwórz zawarty w niej odnośnik, aby przejść dalej. Może dotrzeć dopiero po minucie; zajrzyj też do folderu ze spamem.`,
  backToSignIn: 'Wróć do logowania',
  verifying: 'Potwierdzanie adresu e-mail…',
  linkExpired: 'Ten odnośnik został już użyty albo stracił ważność.',

  myTickets: 'Moje zgłoszenia',
  companyTickets: (company) => `Zgłoszenia firmy ${company}`,
  view: 'Widok',
  searchTickets: 'Szukaj w zgłoszeniach',
  clearSearch: 'Wyczyść wyszukiwanie',
  state: 'Stan',
  all: 'Wszystkie',
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
  ticketNotFound: 'Takiego zgłoszenia nie ma albo nie należy do Ciebie.',
  ticketFailed: 'Nie udało się wczytać zgłoszenia.',
  earlierArrived: 'Wcześniejsza wersja tej wiadomości już dotarła; Twoje zmiany są zachowane poniżej.',
  bold: 'Pogrubienie',
  italic: 'Kursywa',
  code: 'Kod',
  link: 'Odnośnik',
  list: 'Lista',
  channels: {
    portal: 'portal',
    form: 'formularz',
    email: 'e-mail',
    chat: 'czat',
    phone: 'telefon',
    other: 'inny kanał',
  },

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
  ticketFiledText: 'Odpowiemy e-mailem i tutaj.',
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
