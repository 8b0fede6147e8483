import type { Scenario } from './scenario.ts';

export const billingScenarios: readonly Scenario[] = [
  {
    area: 'billing',
    severity: 'question',
    subjects: [
      'Invoice for {month}: what is "usage, prorated"?',
      'A line on our invoice we do not understand',
    ],
    turns: [
      'The {month} invoice has the line *Usage, prorated* over € {n}4.20. We did not order anything in {month}, as far as I know.',
      'On the 12th somebody of your team added three seats. The line is their share for the 19 days left:\n\n`3 seats × € 24.00 × 19/31`, rounded, plus the archive add-on.\n\nFrom next month they are part of the normal line. Who added them is under **Billing → Changes**.',
      'Found it, it was the new team lead, all in order. May we have a purchase order number on the invoice?',
      "Put it under **Billing → Details → Reference**, and it appears from the next invoice on. I sent {month}'s again with your number.",
      'Perfect, thank you.',
    ],
    note: 'Prorating confuses a third of the new admins.',
  },
  {
    area: 'billing',
    severity: 'degraded',
    subjects: ['VAT number missing on the invoice', 'Please correct our invoice address'],
    turns: [
      'Our VAT number is missing on the invoice for {month}, and the street is the old one. Our accounting cannot book it like that. Could you correct it?',
      'Corrected and sent again under the same number with a *b*. The details for future ones are under **Billing → Details**; they were last edited two years ago.',
      'Received, accounting is content. I updated the address for the future.',
    ],
    note: 'Credit note not needed, same period.',
  },
  {
    area: 'billing',
    severity: 'blocked',
    subjects: ['Payment failed, workspace is read-only', 'Card was declined, but it is valid'],
    turns: [
      'The workspace is read-only since today since a payment failed. The card is valid and has a high limit. We have a customer meeting in two hours!',
      'I set the workspace back to normal for seven days, please reload. Your bank declined with *authentication required*: it wants somebody to confirm in its app, which nobody saw as the charge ran at 3 am.\n\nPlease press **Billing → Pay now** and confirm on the phone.',
      'Paid. Meeting went well too! Can we pay by bank transfer instead?',
      'On yearly {plan} plans, yes. I switch it on with your next renewal if you like; until then the bank will remember your confirmation.',
      'Yes please, with the renewal.',
    ],
    note: 'Grace period given by {agent}. Offer transfer at renewal.',
  },
  {
    area: 'billing',
    severity: 'question',
    subjects: ['Upgrade from {plan}: what changes?', 'Trying the larger plan for a month'],
    turns: [
      'We think about the larger plan for the audit log. Can we try it for a month, and what happens to the log if we go back?',
      'There is a 30-day trial: **Billing → Plan → Try**. If you go back, the log of those days stays readable for a year, but nothing new is written.\n\nSeats and prices do not change in the trial.',
      'Trial started. How many days in the past does the log reach?',
      'From the first day of the trial. I could have said that earlier, sorry: it is not written on smaller plans at all.',
      'Fair enough, we will decide at the end of {month}.',
    ],
    note: 'Remind account manager in three weeks.',
  },
  {
    area: 'billing',
    severity: 'question',
    subjects: ['Discount for non-profits', 'Do you have a rate for universities?'],
    turns: [
      "Our foundation would like to use Lumen for its donors' dashboard. Is there a discount for non-profits?",
      'Half price on every plan. We need the certificate of your registration, as a file here or a link to the public register.',
      'Attached.',
      'Thank you, checked and applied from this month on. You will see it as a line of its own on the invoice.',
    ],
    note: 'Verified with the public register.',
    file: 'txt',
  },
  {
    area: 'billing',
    severity: 'degraded',
    subjects: ['Charged twice in {month}', 'Two payments for one invoice'],
    turns: [
      'Our statement shows two payments of the same amount on {month} 2nd and 3rd. There is only one invoice.',
      'You are right, and I am sorry: the first attempt timed out on our side, though the bank had booked it. I have refunded the second one; it takes three to five working days.',
      'It arrived today. Thanks for the honest answer.',
    ],
    note: 'Idempotency of the payment worker, incident LUM-{id}. 11 customers.',
  },
  {
    area: 'billing',
    severity: 'question',
    subjects: ['Usage warning at 80 %', 'Event volume: what happens at the limit?'],
    turns: [
      'We got a mail that {n}0 % of our events for {month} are used. What happens at 100 %? Is data lost?',
      'Nothing is lost. Events beyond the limit are kept, and dashboards show them; the invoice has a line for each started million. You can set a ceiling under **Billing → Limits**: then events are *sampled* above it, and tiles say so.',
      'No ceiling then. Where do I see what makes the volume?',
      '**Data → Volume** by source. In your case 6{n} % is `page_heartbeat`, which most customers switch off.',
      'Switched off. Our volume went down by more than half. I owe you a coffee.',
    ],
    note: 'Heartbeat default should be off for new sources.',
    file: 'png',
  },
];
