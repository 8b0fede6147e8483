import type { ReplyDraft, TicketDraft } from '../api/adapter.ts';
import type { PortalError } from '../api/errors.ts';
import type { Message, Ticket } from '../api/model.ts';

/** A wish that the page may take over by `preventDefault()`, or a fact. All of them bubble through shadow roots. */
class PortalEvent extends Event {
  constructor(type: string, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
  }
}

/** Somebody wants to open a ticket. Cancel it to route yourself. */
export class PortalTicketOpenEvent extends PortalEvent {
  readonly ticketId: string;
  constructor(ticketId: string) {
    super('portal-ticket-open', true);
    this.ticketId = ticketId;
  }
}

/** A new ticket is about to be filed. Cancel it to keep it back. */
export class PortalTicketSubmitEvent extends PortalEvent {
  readonly draft: TicketDraft;
  constructor(draft: TicketDraft) {
    super('portal-ticket-submit', true);
    this.draft = draft;
  }
}

/** A new ticket was filed. */
export class PortalTicketSubmittedEvent extends PortalEvent {
  readonly ticket: Ticket;
  constructor(ticket: Ticket) {
    super('portal-ticket-submitted');
    this.ticket = ticket;
  }
}

/** A reply is about to be sent. Cancel it to keep it back. */
export class PortalReplySubmitEvent extends PortalEvent {
  readonly ticketId: string;
  readonly draft: ReplyDraft;
  constructor(ticketId: string, draft: ReplyDraft) {
    super('portal-reply-submit', true);
    this.ticketId = ticketId;
    this.draft = draft;
  }
}

/** A reply has arrived at the backend. */
export class PortalReplySubmittedEvent extends PortalEvent {
  readonly ticketId: string;
  readonly message: Message;
  constructor(ticketId: string, message: Message) {
    super('portal-reply-submitted');
    this.ticketId = ticketId;
    this.message = message;
  }
}

/** Somebody wants to sign in: a signed-out element was asked to. Cancel it to show your own way. */
export class PortalSignInEvent extends PortalEvent {
  constructor() {
    super('portal-sign-in', true);
  }
}

/** Somebody has signed in. */
export class PortalSignedInEvent extends PortalEvent {
  constructor() {
    super('portal-signed-in');
  }
}

/** Somebody has signed out. */
export class PortalSignedOutEvent extends PortalEvent {
  constructor() {
    super('portal-signed-out');
  }
}

/** A session has ended while its owner was at work: they are asked to sign in again in place. */
export class PortalSessionExpiredEvent extends PortalEvent {
  constructor() {
    super('portal-session-expired');
  }
}

/** Something failed and the element shows it. */
export class PortalErrorEvent extends PortalEvent {
  readonly error: PortalError;
  constructor(error: PortalError) {
    super('portal-error');
    this.error = error;
  }
}

declare global {
  interface HTMLElementEventMap {
    'portal-ticket-open': PortalTicketOpenEvent;
    'portal-ticket-submit': PortalTicketSubmitEvent;
    'portal-ticket-submitted': PortalTicketSubmittedEvent;
    'portal-reply-submit': PortalReplySubmitEvent;
    'portal-reply-submitted': PortalReplySubmittedEvent;
    'portal-sign-in': PortalSignInEvent;
    'portal-signed-in': PortalSignedInEvent;
    'portal-signed-out': PortalSignedOutEvent;
    'portal-session-expired': PortalSessionExpiredEvent;
    'portal-error': PortalErrorEvent;
  }
}
