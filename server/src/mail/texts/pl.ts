import type { LetterTexts } from './index.ts';

export const pl: LetterTexts = {
  verify: {
    subject: 'Potwierdź swój adres w portalu {portal}',
    text: `Ktoś, mamy nadzieję, że Ty, chce założyć na ten adres konto w portalu {portal}. Wystarczy potwierdzić adres:

{link}

Link działa jeden raz, przez {time}.

Jeśli to nie Ty, zignoruj tę wiadomość: bez linku konto nie powstanie.`,
    button: 'Potwierdź adres',
  },
  'already-registered': {
    subject: 'Masz już konto w portalu {portal}',
    text: `Ktoś, mamy nadzieję, że Ty, chce założyć na ten adres konto w portalu {portal}. Masz już takie konto, możesz się na nie zalogować:

{link}

Jeśli nie pamiętasz hasła, wybierz tam „Nie pamiętasz hasła?”.

Jeśli to nie Ty, zignoruj tę wiadomość: nic się nie zmieniło.`,
    button: 'Zaloguj się',
  },
  link: {
    subject: 'Logowanie do portalu {portal}',
    text: `Oto link, którym zalogujesz się do portalu {portal}:

{link}

Możesz też wpisać ten kod na stronie logowania:

{code}

Link i kod działają jeden raz, przez {time}. Nie podawaj ich nikomu: kto je ma, zaloguje się jako Ty.

Jeśli to nie Twoja prośba, zignoruj tę wiadomość: bez nich nikt się nie zaloguje.`,
    button: 'Zaloguj się',
  },
  reset: {
    subject: 'Ustaw nowe hasło do portalu {portal}',
    text: `Ktoś, mamy nadzieję, że Ty, prosi o nowe hasło do portalu {portal}. Ustawisz je tutaj:

{link}

Link działa jeden raz, przez {time}. Nowe hasło wyloguje Cię na wszystkich innych urządzeniach.

Jeśli to nie Ty, zignoruj tę wiadomość: hasło pozostanie bez zmian.`,
    button: 'Ustaw nowe hasło',
  },
  'reset-unknown': {
    subject: 'W portalu {portal} nie ma konta z tym adresem',
    text: `Ktoś, mamy nadzieję, że Ty, prosi o nowe hasło do portalu {portal}. Nie ma tam konta z tym adresem. Być może masz konto z innym:

{link}

Jeśli to nie Ty, zignoruj tę wiadomość: nic się nie zmieniło.`,
    button: 'Przejdź do portalu',
  },
  invitation: {
    subject: 'Twój dostęp do portalu {portal}',
    text: `Masz dostęp do portalu {portal}. Możesz tam prosić o pomoc i śledzić, co dzieje się z Twoimi zgłoszeniami. Na początek ustaw hasło:

{link}

Link działa jeden raz, przez {time}.

Jeśli nie wiesz, o co chodzi, zignoruj tę wiadomość: bez linku konto nie powstanie.`,
    button: 'Ustaw hasło',
  },
  'password-changed': {
    subject: 'Zmieniono Twoje hasło do portalu {portal}',
    text: `Hasło do Twojego konta w portalu {portal} zostało właśnie zmienione, a wszystkie inne urządzenia wylogowane.

Jeśli to Twoja zmiana, nie musisz nic robić. Jeśli nie, od razu ustaw nowe hasło, wybierając w portalu „Nie pamiętasz hasła?”:

{link}`,
    button: 'Przejdź do portalu',
  },
};
