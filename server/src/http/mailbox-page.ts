/* eslint-disable lit/no-value-attribute -- rendered once, on the server: there are no properties */
import { html } from 'hono/html';

/** A mail as the demo kept it. */
export interface KeptMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string | null;
  at: string;
}

export const mailboxStyles = `
:root {
  color-scheme: light dark;
  --brand-text: light-dark(#0b655e, #5fd4c8);
  --brand-soft: light-dark(#e6f4f1, #10302d);
  --text: light-dark(#1b2430, #e7ebf0);
  --muted: light-dark(#566172, #a3adba);
  --surface: light-dark(#ffffff, #14181e);
  --page: light-dark(#f6f7f9, #0d1014);
  --line: light-dark(#e1e5ea, #29303a);
  --line-strong: light-dark(#8993a2, #6a7585);
  font: 16px/1.6 ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', sans-serif;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
*, *::before, *::after { box-sizing: border-box; }
body { background: var(--page); color: var(--text); margin: 0; overflow-wrap: anywhere; }
header { background: var(--surface); border-block-end: 1px solid var(--line); }
nav { display: flex; flex-wrap: wrap; font-size: 15px; gap: 4px 20px; margin: auto; max-inline-size: 768px; padding: 14px 24px; }
nav strong { font-weight: 640; margin-inline-end: auto; }
main { margin: auto; max-inline-size: 768px; padding: 40px 24px 72px; }
h1 { font-size: clamp(26px, 4vw, 32px); font-weight: 680; letter-spacing: -0.012em; line-height: 1.25; margin: 0; }
a { color: var(--brand-text); text-decoration-thickness: 1px; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--brand-text); outline-offset: 2px; }
.lead { color: var(--muted); margin: 8px 0 24px; }
form { display: flex; flex-wrap: wrap; gap: 8px; }
label { color: var(--muted); flex-basis: 100%; font-size: 14px; }
input, button { border: 1px solid var(--line-strong); border-radius: 8px; color: inherit; font: inherit; min-block-size: 44px; padding: 8px 14px; }
input { background: var(--surface); flex: 1 1 220px; min-inline-size: 0; }
button { background: none; font-weight: 560; }
button:hover { background: var(--brand-soft); }
.people { display: flex; flex-wrap: wrap; font-size: 14px; gap: 8px; list-style: none; margin: 12px 0 0; padding: 0; }
.people a { border: 1px solid var(--line); border-radius: 999px; color: inherit; display: block; padding: 4px 12px; text-decoration: none; }
.people a:hover { border-color: var(--brand-text); }
.people a[aria-current] { background: var(--brand-soft); border-color: transparent; color: var(--brand-text); }
.none { border-block-start: 1px solid var(--line); color: var(--muted); margin-block-start: 32px; padding-block: 32px; text-align: center; }
article { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; margin-block-start: 20px; padding: 20px 24px; }
h2 { font-size: 18px; font-weight: 640; line-height: 1.35; margin: 0; }
.facts { color: var(--muted); display: flex; flex-wrap: wrap; font-size: 14px; gap: 0 12px; margin: 4px 0 0; }
.text { border-block-start: 1px solid var(--line); margin-block-start: 16px; }
.text p { margin: 14px 0 0; white-space: pre-line; }
.text p.code { font-size: 26px; font-variant-numeric: tabular-nums; font-weight: 650; letter-spacing: 0.12em; }
.look { font-size: 14px; margin: 16px 0 0; }
@media (max-width: 480px) {
  nav, main { padding-inline: 16px; }
  nav strong { flex-basis: 100%; }
  main { padding-block-start: 28px; }
  article { padding: 16px; }
}
`;

export interface MailboxView {
  mails: readonly KeptMail[];
  /** Addresses that had mail lately, for a quick choice. */
  people: readonly string[];
  /** The address looked for; empty: all. */
  to: string;
  /** Whether there is no knowledge base, and all that is there was made in this trial. */
  empty: boolean;
}

const when = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

export function mailboxPage({ mails, people, to, empty }: MailboxView) {
  const what = empty ? 'Trial' : 'Demo';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sent mail</title>
        <link rel="stylesheet" href="/demo/mailbox.css" />
      </head>
      <body>
        <header>
          <nav aria-label="${what}">
            <strong>${what}</strong>
            ${
              empty
                ? html`<a href="/">Portal</a>`
                : html`<a href="/">Knowledge base</a> <a href="/portal/">Portal</a>`
            }
            <a href="/staff/">Agents</a>
          </nav>
        </header>
        <main>
          <h1>Sent mail</h1>
          <p class="lead">
            The ${what.toLowerCase()} sends no mail. What it would have sent is kept here, newest first.
          </p>
          <form method="get" action="/demo/mailbox">
            <label for="to">Only to this address</label>
            <input id="to" name="to" type="search" inputmode="email" value="${to}" />
            <button>Show</button>
          </form>
          ${
            people.length === 0
              ? ''
              : html`<ul class="people" aria-label="Addresses">
                  <li>${choice('', 'Everybody', to)}</li>
                  ${people.map((person) => html`<li>${choice(person, person, to)}</li>`)}
                </ul>`
          }
          ${mails.length === 0 ? html`<p class="none">${to === '' ? 'Nothing yet.' : html`Nothing to ${to}.`}</p>` : ''}
          ${mails.map(article)}
        </main>
      </body>
    </html>`;
}

function choice(to: string, label: string, current: string) {
  const href = to === '' ? '/demo/mailbox' : `/demo/mailbox?to=${encodeURIComponent(to)}`;
  return to === current
    ? html`<a href="${href}" aria-current="true">${label}</a>`
    : html`<a href="${href}">${label}</a>`;
}

function article(mail: KeptMail) {
  return html`<article>
    <h2 dir="auto">${mail.subject}</h2>
    <p class="facts">
      <span>To ${mail.to}</span>
      <time datetime="${mail.at}">${when.format(new Date(mail.at))} UTC</time>
    </p>
    <div class="text">${mail.text.trim().split('\n\n').map(paragraph)}</div>
    ${
      mail.html === null
        ? ''
        : html`<p class="look"><a href="/demo/mailbox/${mail.id}">As the mail shows it</a></p>`
    }
  </article>`;
}

/** A paragraph; one that is an address alone is a link, one that is a code alone stands out. */
function paragraph(text: string) {
  if (/^https?:\/\/[^\s"'<>]+$/.test(text)) return html`<p><a href="${text}">${text}</a></p>`;
  if (/^\d{4,10}$/.test(text)) return html`<p class="code">${text}</p>`;
  return html`<p dir="auto">${text}</p>`;
}
