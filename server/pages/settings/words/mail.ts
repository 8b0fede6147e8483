import type { LetterName } from '../../../src/settings/sign-in.ts';
import { inLanguages } from './words.ts';

const en = {
  heading: 'Mail texts',
  intro: 'What the portal writes to people. Change what you like; the rest stays as it comes.',
  language: 'Language',
  languageHelp: 'People get the language of the page they asked from.',
  letter: 'Mail',
  letters: {
    verify: 'Confirm an address (after registering)',
    'already-registered': 'You already have an account',
    link: 'Link and code to sign in',
    reset: 'Set a new password',
    'reset-unknown': 'No account with this address',
    invitation: 'Invitation',
    'password-changed': 'The password was changed',
  } satisfies Record<LetterName, string>,
  own: 'changed',
  subject: 'Subject',
  text: 'Text',
  textHelp:
    'Paragraphs are divided by empty lines. A line with {link} alone becomes a button, one with {code} large figures.',
  holes: 'Filled in:',
  hole: {
    portal: 'the portal’s name',
    link: 'the link',
    code: 'the code',
    time: 'how long they are good, in words',
  },
  linkAdded: 'Without {link} in the text, the link stands at the end: the mail is of no use without it.',
  reset: 'Back to the text it comes with',
  preview: 'Preview',
  previewHint: 'With made-up values. Mail programs in the dark show it dark.',
  asText: 'As plain text',
  invalid: 'There is no preview while something in the settings does not fit.',
};

const pl: typeof en = {
  heading: 'Teksty e-maili',
  intro: 'Co portal pisze do ludzi. Zmień, co chcesz; reszta zostaje, jaka jest.',
  language: 'Język',
  languageHelp: 'Każdy dostaje e-mail w języku strony, na której o niego poprosił.',
  letter: 'E-mail',
  letters: {
    verify: 'Potwierdzenie adresu (po rejestracji)',
    'already-registered': 'Konto już istnieje',
    link: 'Link i kod do logowania',
    reset: 'Ustawienie nowego hasła',
    'reset-unknown': 'Nie ma konta z tym adresem',
    invitation: 'Zaproszenie',
    'password-changed': 'Hasło zostało zmienione',
  },
  own: 'zmieniony',
  subject: 'Temat',
  text: 'Treść',
  textHelp:
    'Akapity oddzielają puste wiersze. Wiersz z samym {link} staje się przyciskiem, z samym {code} – dużymi cyframi.',
  holes: 'Wypełniane:',
  hole: {
    portal: 'nazwa portalu',
    link: 'link',
    code: 'kod',
    time: 'jak długo działają, słowami',
  },
  linkAdded: 'Gdy w treści nie ma {link}, link stoi na końcu: bez niego e-mail jest bezużyteczny.',
  reset: 'Przywróć pierwotną treść',
  preview: 'Podgląd',
  previewHint: 'Ze zmyślonymi danymi. Programy pocztowe w ciemnym trybie pokażą go na ciemno.',
  asText: 'Jako zwykły tekst',
  invalid: 'Nie ma podglądu, dopóki coś w ustawieniach nie pasuje.',
};

export const mailWords = inLanguages({ en, pl });
