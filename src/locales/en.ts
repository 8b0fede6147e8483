import { columnsWords } from './en/columns.ts';
import { coreWords } from './en/core.ts';
import { detailWords } from './en/detail.ts';
import { entryWords } from './en/entry.ts';
import { filesWords } from './en/files.ts';
import { formWords } from './en/form.ts';
import { listWords } from './en/list.ts';
import { loginWords } from './en/login.ts';
import { navWords } from './en/nav.ts';
import { reasonsWords } from './en/reasons.ts';
import { sessionsWords } from './en/sessions.ts';
import { sessionWords } from './en/session.ts';
import { ticketsWords } from './en/tickets.ts';

/**
 * Every word the elements say, in English: the shape that each language's file follows. Words with values in them are
 * functions, so that a language orders and inflects as it needs; counts go through `Intl.PluralRules`. Elements bring
 * their part along (see `speak`), so that a page loads no words it does not show.
 */
export const en = {
  ...coreWords,
  ...navWords,
  ...sessionWords,
  ...loginWords,
  ...sessionsWords,
  ...entryWords,
  ...ticketsWords,
  ...listWords,
  ...columnsWords,
  ...detailWords,
  ...reasonsWords,
  ...filesWords,
  ...formWords,
};

export type Messages = typeof en;
