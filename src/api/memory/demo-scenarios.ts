/** A line of a scripted conversation: who speaks, and what they write in markdown. */
export type Turn = readonly ['customer' | 'agent' | 'note', string];

export interface Scenario {
  subject: string;
  category: string;
  turns: readonly Turn[];
}

/**
 * Support work on Lumen, an invented product for team dashboards. `{dashboard}` and `{seats}` vary from ticket to
 * ticket. A scenario may be cut after any of its turns and still read well.
 */
export const scenarios: readonly Scenario[] = [
  {
    subject: 'CSV export of “{dashboard}” stops at 10,000 rows',
    category: 'exports',
    turns: [
      [
        'customer',
        'Hello,\n\nwhen I export **{dashboard}** as CSV, the file always ends after 10,000 rows. The dashboard itself counts far more.\n\nSteps:\n\n1. Open the dashboard\n2. *Share → Export → CSV*\n3. Count the lines: `wc -l export.csv` says `10001`\n\nIs there a limit I can raise?',
      ],
      [
        'agent',
        'Thanks for the clear steps. The export in the browser is limited to 10,000 rows on purpose; the **streamed export** is not:\n\n```bash\ncurl -H "Authorization: Bearer $LUMEN_TOKEN" \\\n  "https://api.lumen.example/v2/exports?format=csv&stream=1" > export.csv\n```\n\nThe token needs the scope `exports:read`. Could you tell me whether that works for you?',
      ],
      ['note', 'LMN-INT export limit: third report this month, raised with the data team.'],
      ['customer', 'That works, thank you! A hint next to the export button would have saved me an hour.'],
      [
        'agent',
        'Fair point. I have passed that on, and I am closing this for now. Write here any time to come back to it.',
      ],
    ],
  },
  {
    subject: 'Single sign-on loops back to the login page',
    category: 'sign-in',
    turns: [
      [
        'customer',
        'Since this morning all of us land on the login page again after signing in at our identity provider. The address shows `?error=audience_mismatch` for a moment.',
      ],
      [
        'agent',
        'That message means that the *entity ID* your identity provider sends is not the one we expect. Did somebody change the application there?\n\n| Field | Should be |\n| --- | --- |\n| Entity ID | `https://app.lumen.example/saml` |\n| ACS URL | `https://app.lumen.example/saml/acs` |',
      ],
      [
        'customer',
        'You are right, a colleague renamed the application yesterday. I changed it back and **half of us** can sign in. The others still loop.',
      ],
      [
        'agent',
        'Those still have the old answer in an open tab. Closing every Lumen tab and signing in once should do. Does it?',
      ],
      ['note', 'LMN-INT sso: check whether our cache of metadata lives too long.'],
      ['customer', 'It does. Everybody is in. Thanks for the quick help!'],
    ],
  },
  {
    subject: 'Invoice shows {seats} seats, we pay for fewer',
    category: 'billing',
    turns: [
      [
        'customer',
        'The November invoice lists {seats} seats. We removed several people in October. Could you check and correct it?',
      ],
      [
        'agent',
        'I looked at the account: the people were *deactivated*, which keeps their seat until the end of the billing period, rather than *removed*.\n\nI can credit the difference to your next invoice. Is that all right?',
      ],
      ['customer', 'Yes, please do. And where do I see the difference between the two?'],
      [
        'agent',
        'Done: the credit is on the account. Under **Settings → People** the column *Seat* says `in use`, `until 30 Nov` or `free`.',
      ],
    ],
  },
  {
    subject: 'Webhook deliveries are retried although we answer 200',
    category: 'webhooks',
    turns: [
      [
        'customer',
        'Our endpoint answers `200 OK`, but each event arrives three times.\n\n> X-Lumen-Delivery: 7f2c…\n> X-Lumen-Attempt: 3\n\nWe answer after about 12 seconds, since we import the data right away.',
      ],
      [
        'agent',
        'A delivery counts as failed after **10 seconds**, whatever comes later. Please answer first and import afterwards:\n\n```js\napp.post("/lumen", (request, response) => {\n  response.sendStatus(202);\n  queue.add(request.body);\n});\n```\n\n`X-Lumen-Delivery` stays the same over all attempts, so it is safe to drop repeats by it.',
      ],
      ['customer', 'Clear. We changed it to a queue and will watch it for a day.'],
    ],
  },
  {
    subject: '“{dashboard}” loads for over a minute',
    category: 'dashboards',
    turns: [
      [
        'customer',
        'Opening *{dashboard}* takes more than a minute since we added the second data source. Other dashboards are fine.',
      ],
      [
        'agent',
        'The two sources are joined on a text column without an index. Two things help:\n\n- switch on **Settings → Data → Materialise joins**\n- narrow the default period from *all time* to *90 days*\n\nWould you like me to switch on the first one for you?',
      ],
      ['customer', 'Yes please, the first one.'],
      [
        'agent',
        'It is on. The first load after the nightly build will still be slow; from then on it should stay below three seconds. Please tell me tomorrow how it went.',
      ],
    ],
  },
  {
    subject: 'How do I share a dashboard with people outside?',
    category: 'dashboards',
    turns: [
      [
        'customer',
        'We want to show **{dashboard}** to an auditor who has no account. Is there a way that does not need a seat?',
      ],
      [
        'agent',
        'Yes: *Share → Public link*. Set an expiry date and a password there; the link shows the dashboard alone, without filters on personal data.',
      ],
      ['customer', 'Perfect. Can I see who opened the link?'],
      [
        'agent',
        'You can: **Share → Activity** lists time and country of each visit for 30 days. Anything else I can do?',
      ],
    ],
  },
  {
    subject: 'API token stopped working after the owner left',
    category: 'api',
    turns: [
      [
        'customer',
        'Our nightly job fails with `401 token_revoked` since a colleague left the company. Do tokens belong to people?',
      ],
      [
        'agent',
        'Personal tokens do, and go with their owner. For jobs there are **service tokens** under *Settings → API → Service accounts*: they belong to the workspace and take no seat.',
      ],
      ['customer', 'Switched to a service token and the job runs. You may close this.'],
    ],
  },
  {
    subject: 'Scheduled report arrives an hour late since the clocks changed',
    category: 'reports',
    turns: [
      [
        'customer',
        'The report at 08:00 comes at 09:00 since the last Sunday of October. Our workspace is set to *Europe/Warsaw*.',
      ],
      [
        'agent',
        'Thank you, that is a fault on our side: schedules made before March kept a fixed offset. I have rewritten yours by hand.\n\nCould you check tomorrow whether it comes at 08:00?',
      ],
      ['note', 'LMN-INT schedules: run the rewrite for every workspace before spring.'],
    ],
  },
  {
    subject: 'Please delete the data of a former employee',
    category: 'privacy',
    turns: [
      [
        'customer',
        'A former employee asks us to delete their personal data. What do we have to do, and what do you keep?',
      ],
      [
        'agent',
        'Remove the person under **Settings → People**, then choose *Erase*. Within 30 days we delete:\n\n- name, address and picture\n- comments, replaced by “Removed person”\n- sign-in history\n\nInvoices stay for as long as the law asks.',
      ],
      ['customer', 'Done, thank you. A confirmation for our files would be helpful.'],
    ],
  },
  {
    subject: 'Add {seats} seats before the end of the month',
    category: 'billing',
    turns: [
      [
        'customer',
        'We are growing: please add {seats} seats to our plan from the first of next month. Does the price per seat change?',
      ],
      [
        'agent',
        'Congratulations! From 50 seats on the price falls by 10 %. I have prepared the change; an owner only needs to confirm it under *Settings → Plan*.',
      ],
    ],
  },
];

export const dashboards: readonly string[] = [
  'Revenue by region',
  'Weekly active teams',
  'Support load',
  'Marketing funnel',
  'Churn radar',
  'Stock and returns',
];
