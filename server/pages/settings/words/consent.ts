import { inLanguages } from './words.ts';

const en = {
  heading: 'Consent',
  intro:
    'What people agree to before they come in for the first time. Which version somebody agreed to, and when, is kept.',
  ask: 'Ask newcomers for consent',
  askHelp:
    'When they register, use an invitation, or come through an identity provider for the first time. Without it, people cannot register by themselves.',
  what: 'What people agree to',
  text: 'Text',
  textHelp:
    'Markdown: **bold**, lists, [words of a link](https://example.com/terms), or (/terms) on the site that carries the portal.',
  shown: 'As people see it',
  label: 'Words beside the checkbox',
  version: 'Version',
  versionHelp:
    'Any name for this wording, such as a date. Those who agreed to another one have agreed to another one.',
  changed: 'The text is another one now, under the version that people have agreed to already.',
  useVersion: (version: string) => `Call it ${version}`,
  firstLabel: 'I have read this and agree.',
  firstText: 'We keep your name and e-mail address to answer your tickets, and delete them when you ask.',
  off: 'Registration is off: asked are people whom you invite, and who come through an identity provider for the first time.',
};

const pl: typeof en = {
  heading: 'Zgoda',
  intro:
    'Na co zgadza się każdy, kto wchodzi po raz pierwszy. Zachowane jest, na którą wersję zgodził się kto i kiedy.',
  ask: 'Proś nowe osoby o zgodę',
  askHelp:
    'Przy zakładaniu konta, po zaproszeniu i przy pierwszym wejściu przez dostawcę tożsamości. Bez niej nikt nie założy konta samodzielnie.',
  what: 'Na co się zgadzają',
  text: 'Tekst',
  textHelp:
    'Markdown: **pogrubienie**, listy, [słowa linku](https://example.com/warunki) albo (/warunki) na stronie, na której stoi portal.',
  shown: 'Tak to widać',
  label: 'Tekst przy polu zgody',
  version: 'Wersja',
  versionHelp:
    'Dowolna nazwa tego brzmienia, na przykład data. Zgoda na inną wersję jest zgodą na inną wersję.',
  changed: 'Tekst jest już inny, a wersja ta sama, na którą ludzie się zgodzili.',
  useVersion: (version) => `Nazwij ją ${version}`,
  firstLabel: 'Przeczytałem/-am i zgadzam się.',
  firstText:
    'Przechowujemy Twoje imię i adres e-mail, aby odpowiadać na zgłoszenia, i usuniemy je na życzenie.',
  off: 'Zakładanie kont jest wyłączone: pytane są osoby zaproszone i te, które po raz pierwszy wchodzą przez dostawcę tożsamości.',
};

export const consentWords = inLanguages({ en, pl });
