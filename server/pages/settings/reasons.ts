import type { FieldProblem } from './editor.ts';
import { shellWords } from './words/shell.ts';

/** The gateway's reasons that need other words here, or words in other languages. */
const known: { match: RegExp; en: string; pl: string }[] = [
  { match: /^Too small: expected string/, en: 'Write something here.', pl: 'Wpisz tu coś.' },
  { match: /^Too big: expected string/, en: 'This is too long.', pl: 'To jest za długie.' },
  { match: /^Too small: expected array/, en: 'Choose at least one.', pl: 'Wybierz przynajmniej jedno.' },
  { match: /^Too big: expected array/, en: 'There are too many of them.', pl: 'Jest ich za dużo.' },
  {
    match: /^Too (small|big): expected number/,
    en: 'This number is out of range.',
    pl: 'Ta liczba jest spoza zakresu.',
  },
  {
    match: /^Invalid URL/,
    en: 'Must be an address such as https://help.example.com.',
    pl: 'Podaj adres taki jak https://pomoc.example.com.',
  },
  {
    match: /^Invalid input: expected \w+, received undefined/,
    en: 'This is needed.',
    pl: 'To jest potrzebne.',
  },
  {
    match: /must be an origin/,
    en: 'Must be an address without a path, such as https://help.example.com.',
    pl: 'Podaj adres bez ścieżki, taki jak https://pomoc.example.com.',
  },
  {
    match: /must be https, except/,
    en: 'Must begin with https://, except on localhost.',
    pl: 'Musi się zaczynać od https://, z wyjątkiem localhost.',
  },
  {
    match: /is taken by the gateway/,
    en: 'The gateway itself needs this address. Choose another.',
    pl: 'Tego adresu potrzebuje sama brama. Wybierz inny.',
  },
  {
    match: /must be lower-case letters, digits and hyphens/,
    en: 'Lower-case letters, digits and hyphens only.',
    pl: 'Tylko małe litery, cyfry i łączniki.',
  },
  {
    match: /must be an address, or a domain/,
    en: 'Must be an e-mail address, or a domain such as @example.com.',
    pl: 'Podaj adres e-mail albo domenę, taką jak @example.com.',
  },
  {
    match: /must be \{"env"|must name an environment variable/,
    en: 'Must be the name of an environment variable that begins with SSO_, in capitals.',
    pl: 'Podaj nazwę zmiennej środowiskowej zaczynającą się od SSO_, wielkimi literami.',
  },
  {
    match: /^is needed with this operator/,
    en: 'Give it a value.',
    pl: 'Podaj wartość.',
  },
  {
    match: /^there are tickets in the stage (.+) \([^)]+\)$/,
    en: 'There are tickets in the stage “$1”. Move them first, or put the stage back.',
    pl: 'W etapie „$1” są zgłoszenia. Najpierw je przenieś albo przywróć etap.',
  },
  {
    match: /^there are tickets in the inbox (.+) \([^)]+\)$/,
    en: 'There are tickets in the inbox “$1”. Put it back.',
    pl: 'W skrzynce „$1” są zgłoszenia. Przywróć ją.',
  },
  {
    match: /^needs a stage that is open/,
    en: 'It needs a stage in which tickets are open.',
    pl: 'Potrzebny jest etap, w którym zgłoszenia są otwarte.',
  },
  {
    match: /^needs a stage that is closed/,
    en: 'It needs a stage in which tickets are closed.',
    pl: 'Potrzebny jest etap, w którym zgłoszenia są zamknięte.',
  },
  {
    match: /^the form has no other field (.+)$/,
    en: 'The form does not ask for “$1” any more.',
    pl: 'Formularz nie pyta już o „$1”.',
  },
  {
    match: /^there is no (?:pipeline|inbox|property|contact list) (.+)$/,
    en: '“$1” is not there any more.',
    pl: '„$1” już nie istnieje.',
  },
  {
    match: /^must be a (?:single|plain) value/,
    en: 'This cannot be a value of the look.',
    pl: 'To nie może być wartością wyglądu.',
  },
  {
    match: /^must be a name such as --portal/,
    en: 'A name such as --portal-color-brand.',
    pl: 'Nazwa taka jak --portal-color-brand.',
  },
  {
    match: /provider ids must differ|list ids must differ/,
    en: 'This id is taken already.',
    pl: 'Ten identyfikator jest już zajęty.',
  },
];

/** What is wrong with a setting, in the reader's language where there are words for it. */
export function reasonOf({ code, reason }: FieldProblem, tag: string): string {
  const words = shellWords(tag);
  if (reason === undefined) return code === 'required' ? words.needed : words.invalid;
  const polish = tag.toLowerCase().startsWith('pl');
  const found = known.find(({ match }) => match.test(reason));
  if (found) {
    const [, name = ''] = found.match.exec(reason) ?? [];
    return (polish ? found.pl : found.en).replace('$1', () => name);
  }
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
