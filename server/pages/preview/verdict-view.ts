import { html, nothing } from 'lit';
import type { TicketVerdict } from '../../src/policy/reasons.ts';
import type { Test, Verdict } from '../../src/policy/rules.ts';
import type { PreviewWords } from './words.ts';

/** What words a verdict needs beside its own. */
export interface VerdictContext {
  words: PreviewWords;
  /** A condition over tickets, in words. */
  ticketTest: (test: Test) => string;
  /** The same over contacts. */
  contactTest: (test: Test) => string;
  /** A contact list's name by its id. */
  listName: (id: string) => string;
}

/** Why a contact sees a ticket, or does not: every rule that was asked, and what each of its parts said. */
export function verdictView(verdict: TicketVerdict, context: VerdictContext): unknown {
  const { words, ticketTest, contactTest, listName } = context;
  const { against, accessLists, owner, permission, filter, threads } = verdict;
  const line = (holds: boolean, text: unknown, more: unknown = nothing) =>
    html`<li class=${holds ? 'holds' : 'fails'}>${mark(holds, words)} ${text}${more}</li>`;
  return html`<ul class="verdict">
    ${against.includes('portal-off') ? line(false, words.portalOff) : nothing}
    ${
      accessLists === undefined
        ? line(true, words.access.all)
        : line(
            accessLists.length > 0,
            accessLists.length > 0 ? words.access.on(accessLists.map(listName).join(', ')) : words.access.off,
          )
    }
    ${line(owner !== 'other', words.owner[owner])}
    ${
      owner === 'company'
        ? permission.kind === 'rule'
          ? line(
              permission.holds,
              words.permission[permission.holds ? 'held' : 'not-held'],
              permission.rule ? tree(permission.rule, contactTest, words) : nothing,
            )
          : line(permission.holds, words.permission[permission.kind])
        : nothing
    }
    ${
      filter
        ? line(
            filter.holds,
            words.filter[filter.holds ? 'held' : 'not-held'],
            tree(filter, ticketTest, words),
          )
        : line(true, words.filter.none)
    }
    ${verdict.visible && threads === 'newest' ? html`<li>${words.threads}</li>` : nothing}
  </ul>`;
}

const mark = (holds: boolean, words: PreviewWords) =>
  html`<span class="mark" role="img" aria-label=${words[holds ? 'holds' : 'holds-not']}
    >${holds ? '✓' : '✗'}</span
  >`;

function tree(verdict: Verdict, sentence: (test: Test) => string, words: PreviewWords): unknown {
  const one = (part: Verdict): unknown => {
    if ('test' in part)
      return html`<li class=${part.holds ? 'holds' : 'fails'}>
        ${mark(part.holds, words)} <span dir="auto">${sentence(part.test)}</span>
      </li>`;
    const [join, parts] = 'all' in part ? (['all', part.all] as const) : (['any', part.any] as const);
    return html`<li class=${part.holds ? 'holds' : 'fails'}>
      ${mark(part.holds, words)} ${words[join]}
      <ul>
        ${parts.map(one)}
      </ul>
    </li>`;
  };
  return html`<ul>
    ${one(verdict)}
  </ul>`;
}
