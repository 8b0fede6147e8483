import type { Scenario } from './scenario.ts';

export const otherScenarios: readonly Scenario[] = [
  {
    area: 'other',
    severity: 'question',
    subjects: ['Where is your data kept?', 'Questionnaire of our security team'],
    turns: [
      'Our security team asks: where is the data kept, who can read it, and is there a report we may see?',
      "In short:\n\n- **where**: Frankfurt and Dublin, by your choice at sign-up; yours is Frankfurt\n- **who**: on-call engineers, with a second person's approval, every access logged\n- **report**: SOC 2 Type II of last year, under NDA, from *Organisation → Trust*\n\nI am glad to fill in your own questionnaire too.",
      'The report answered nearly everything. Two questions are left: do you support keys of our own, and how long do backups live?',
      'Own keys: on {plan} and larger, with AWS or Google. Backups: 30 days, encrypted, in the same region.',
      'That completes it. Approved on our side.',
    ],
    note: 'Security review passed, tell sales.',
  },
  {
    area: 'other',
    severity: 'degraded',
    subjects: ['App does not open in {browser}', 'White page after the update'],
    turns: [
      'After the update of {browser} this morning I see a white page only. Other pages work. Console:\n\n```\nTypeError: undefined is not a function (near "...structuredClone...")\n```',
      'Thanks for the console line, that made it quick. Your {browser} is one that our last release should not have left behind. A fix is being rolled out; until then `https://app.lumen.example/?compat=1` works.',
      'With `compat=1` it opens.',
      'The fix is out for everybody. Could you try the normal address?',
      'Opens normally again.',
    ],
    note: 'Browser matrix in CI lacked this version. Added.',
    file: 'png',
  },
  {
    area: 'other',
    severity: 'question',
    subjects: ['Training for new colleagues', 'Is there a course for beginners?'],
    turns: [
      '{n} people join our analytics team next month. Do you have training that is more than videos?',
      'Every second Tuesday there is a live workshop of 90 minutes, free, with a sandbox workspace that participants keep. For {n} people I can also offer one for yourselves, with your own data.',
      'One for ourselves would be wonderful. Week 3 of {month}?',
      'Wednesday of week 3, 10:00, is yours. The invitation is on its way, bring questions.',
    ],
    note: 'Workshop by {agent}.',
  },
  {
    area: 'other',
    severity: 'question',
    subjects: ['Feature request: comments on tiles', 'Could we annotate a spike?'],
    turns: [
      'It would help us a lot to pin a remark on a point of a chart ("campaign started"), visible to everybody.',
      'That exists, though well hidden: right-click a point → **Annotate**. It appears on every tile with the same metric, unless you choose *this tile only*.',
      'I have used Lumen for two years and never right-clicked! Thanks.',
      "You are not the only one. We will put it into the tile's menu.",
    ],
    note: 'Discoverability again.',
  },
  {
    area: 'other',
    severity: 'degraded',
    subjects: ['Alert mails at 3 am about nothing', 'Too many alerts on {dashboard}'],
    turns: [
      'The alert *drop in signups* wakes our on-call person nearly every night, and there is never anything wrong. It compares with the hour before, I think.',
      'At night {n} signups more or less are a large percentage. Two better ways:\n\n1. compare with the *same hour of the last four weeks*\n2. add "and at least 50 in the hour"\n\nBoth are in the alert\'s **Condition**. I made a draft beside yours, it would have been silent for the last 30 nights, and fired on the real incident of the 9th.',
      'We took the draft over. First quiet week in a long time.',
    ],
    note: 'Make seasonal comparison the default.',
  },
  {
    area: 'other',
    severity: 'degraded',
    subjects: ["Mobile app shows yesterday's data", 'iOS app does not refresh'],
    turns: [
      'The app on my phone shows the numbers of yesterday until I force-quit it.',
      'In version 3.{n} the app does not wake up when it was opened from a notification. 3.{n}.1 is in the store since today.',
      'Updated, refreshes when I open it.',
    ],
    note: 'Known issue in the release notes.',
    file: 'png',
  },
  {
    area: 'other',
    severity: 'question',
    subjects: ['Polish translation of the interface', 'A wrong word in the Polish interface'],
    turns: [
      'W polskiej wersji przycisk „Release seats” jest przetłumaczony jako „Wydanie miejsc”. Lepiej byłoby „Zwolnij miejsca”.',
      'Dziękujemy, masz rację! Poprawka będzie w najbliższym wydaniu. Jeśli zauważysz coś jeszcze, pisz śmiało.',
      'Jeszcze jedno: w filtrach „before” to „zanim”, a powinno być „przed”.',
      'Też poprawione. Wersja jest już dostępna.',
      'Wygląda dobrze, dziękuję!',
    ],
    note: 'Send them a thank-you, third good remark.',
  },
  {
    area: 'other',
    severity: 'question',
    subjects: ['Call back about the renewal, please', 'Phone call: questions on the contract'],
    turns: [
      'Asked by phone: which notice period applies to the renewal, and can the term be changed to a calendar year?',
      'As just said on the phone: 30 days before the end of the term. A change to the calendar year is possible with a shortened period until December; I have sent the amendment to your legal team.',
      'Received, it is with legal.',
      'Signed on both sides. Your term now ends on December 31st.',
    ],
    note: 'Renewal is safe.',
    channel: 'phone',
  },
];
