import { html, nothing, type TemplateResult } from 'lit';
import type { Attachment, Message, Person } from '../../api/model.ts';
import type { PendingReply } from '../../portal/outbox.ts';
import { initials } from '../base/initials.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { faultWords } from '../base/words.ts';
import type { Downloads } from './downloads.ts';
import type { PortalMessageBody } from './message-body.ts';

/** A message, or one that waits in the outbox. */
export type Shown = Omit<Message, 'id' | 'channel'> & {
  /** Stays the same when a waiting message turns into the one that arrived. */
  key: string;
  id?: string;
  channel?: Message['channel'];
  /** As the backend told it; absent while it waits. */
  arrived?: Message;
  pending?: PendingReply;
};

export interface MessageContext {
  locale: LocaleController;
  /** Makes message text safe to show; without it, text shows as it was written. */
  renderBody: PortalMessageBody['renderBody'] | null;
  /** The message that the address points at. */
  linked: string | undefined;
  messageHref: (id: string) => string | undefined;
  fileHref: (attachment: Attachment) => string | undefined;
  /** What the page has to say of a message. */
  mark: (message: Shown) => string | undefined;
  downloads: Downloads;
  replies: {
    sendNow(entry: PendingReply): void;
    edit(entry: PendingReply): void;
    discard(entry: PendingReply): void;
  };
}

/** What is shown of a conversation, oldest first: what arrived, then what waits in the outbox. */
export function shownMessages(
  messages: readonly Message[],
  pending: readonly PendingReply[],
  me: Person,
): Shown[] {
  const arrived = new Set(messages.map(({ idempotencyKey }) => idempotencyKey));
  return [
    ...messages.map((message) => ({
      ...message,
      key: message.idempotencyKey ?? message.id,
      arrived: message,
    })),
    ...pending
      .filter(({ key, status }) => status === 'failed' || !arrived.has(key))
      .map((entry) => ({
        key: arrived.has(entry.key) ? `failed ${entry.key}` : entry.key,
        at: entry.at,
        author: me,
        body: entry.draft.body,
        attachments: entry.files,
        pending: entry,
      })),
  ];
}

export function authorName({ isMe, name, role }: Person, { messages: t }: LocaleController): string {
  return isMe ? t.you : name || (role === 'agent' ? t.support : '');
}

export const fullDate = { dateStyle: 'long', timeStyle: 'short' } as const;

export function renderMessage(message: Shown, context: MessageContext): TemplateResult {
  const { locale } = context;
  const t = locale.messages;
  const { author, id, at, pending } = message;
  const name = authorName(author, locale);
  const full = locale.date(at, fullDate);
  const agent = author.role === 'agent';
  const mark = context.mark(message);
  return html`<article
    class="message ${pending?.status ?? ''}"
    part="message ${author.isMe ? 'own-message' : nothing}"
    tabindex="-1"
    data-id=${id ?? nothing}
    data-key=${message.key}
    aria-label=${`${name}, ${full}`}
    aria-current=${id !== undefined && id === context.linked ? 'true' : nothing}
  >
    <span class="avatar ${agent ? 'agent' : ''}" part="avatar" aria-hidden="true">
      ${initials(author.name)}
    </span>
    <div class="text">
      <header part="message-header">
        <b part="message-author">${name}</b>
        ${agent ? html`<span class="role" part="role">${t.support}</span>` : nothing}
        <span class="label" part="message-meta">
          ${
            pending?.status === 'sending'
              ? t.sending
              : pending
                ? nothing
                : [
                    renderTime(message, context, full),
                    message.channel && message.channel !== 'portal'
                      ? ` · ${t.channels[message.channel]}`
                      : nothing,
                  ]
          }
        </span>
        ${mark ? html`<span class="mark" part="message-mark">${mark}</span>` : nothing}
      </header>
      ${
        context.renderBody
          ? html`<portal-message-body
              exportparts="message-body, message-note, images-button, quote, quote-button, quoted-body"
              .renderBody=${context.renderBody}
              .body=${message.body}
              .quoted=${message.quoted}
            ></portal-message-body>`
          : html`<p class="plain" part="message-body">${message.body.content}</p>`
      }
      ${
        message.attachments.length
          ? html`<ul class="files" role="list" aria-label=${t.attachments}>
              ${message.attachments.map((attachment) => renderAttachment(attachment, context))}
            </ul>`
          : nothing
      }
      ${pending ? renderPending(pending, context) : nothing}
    </div>
  </article>`;
}

/** Days are too coarse to follow a conversation by: beyond a week, the day with its time. */
function when(iso: string, locale: LocaleController): string {
  const relative = locale.relative(iso);
  return relative === locale.day(iso) ? `${relative}, ${locale.date(iso, { timeStyle: 'short' })}` : relative;
}

function renderTime(
  { at, id }: Shown,
  { locale, messageHref }: MessageContext,
  full: string,
): TemplateResult {
  const time = html`<time part="message-time" datetime=${at} title=${full}>${when(at, locale)}</time>`;
  const href = id === undefined ? undefined : messageHref(id);
  return href ? html`<a class="time" href=${href}>${time}</a>` : time;
}

function renderAttachment(attachment: Attachment, context: MessageContext): TemplateResult {
  const { downloads, fileHref, locale } = context;
  const t = locale.messages;
  const { name, bytes } = attachment;
  const href = fileHref(attachment);
  const content = html`<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d="m13 7-5.200 5.200a3 3 0 0 1-4.300-4.300L9 2.500a2 2 0 0 1 2.900 2.900L6.500 10.800a1 1 0 0 1-1.400-1.400L10 4.500"
      />
    </svg>
    <span class="name">${name}</span>
    ${bytes === undefined ? nothing : html`<span class="label">${t.fileSize(bytes)}</span>`}`;
  if (href && downloads.needed) return renderFetched(attachment, content, context);
  return html`<li>
    ${
      href
        ? html`<a class="file" part="attachment" href=${href} download=${name} title=${t.download(name)}
            >${content}</a
          >`
        : html`<span class="file" part="attachment">${content}</span>`
    }
  </li>`;
}

/** A file that no link can fetch; what becomes of it stands beside it. */
function renderFetched(
  attachment: Attachment,
  content: TemplateResult,
  { downloads, locale }: MessageContext,
): TemplateResult {
  const t = locale.messages;
  const running = downloads.isRunning(attachment);
  const failure = downloads.failure(attachment);
  return html`<li>
    <button
      class="file"
      part="attachment"
      type="button"
      title=${t.download(attachment.name)}
      aria-busy=${running ? 'true' : nothing}
      @click=${() => void downloads.save(attachment)}
    >
      ${content} ${running ? html`<span class="label">${t.downloading}</span>` : nothing}
    </button>
    ${failure ? html`<p class="problem" part="attachment-error">${faultWords(t, failure)}</p>` : nothing}
  </li>`;
}

function renderPending(
  entry: PendingReply,
  { locale, replies }: MessageContext,
): TemplateResult | typeof nothing {
  if (entry.status === 'sending') return nothing;
  const t = locale.messages;
  return html`<div class="unsent" part="unsent">
    <p class="problem">${pendingWords(entry, locale)}</p>
    <button class="button quiet" part="send-now-button" type="button" @click=${() => replies.sendNow(entry)}>
      ${t.sendNow}
    </button>
    <button class="button quiet" part="edit-button" type="button" @click=${() => replies.edit(entry)}>
      ${t.edit}
    </button>
    <button class="button quiet" part="discard-button" type="button" @click=${() => replies.discard(entry)}>
      ${t.discard}
    </button>
  </div>`;
}

/** Why a message was not sent, and whether it will go by itself. */
export function pendingWords({ status, error }: PendingReply, { messages: t }: LocaleController): string {
  if (status === 'waiting') return error?.code === 'offline' ? t.notSentOffline : t.notSentWaiting;
  return error ? `${t.notSent}: ${faultWords(t, error)}` : t.notSent;
}
