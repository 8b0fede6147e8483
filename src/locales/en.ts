/**
 * Every word the elements say, in English: the shape that each language's file follows. Words with values in them are
 * functions, so that a language orders and inflects as it needs; counts go through `Intl.PluralRules`.
 */
const one = (n: number, single: string, many: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? single : many}`;

export const en = {
  lang: 'en',

  // Everywhere
  loading: 'Loading…',
  retry: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  offline: 'You are offline. What you write is kept.',
  yes: 'Yes',
  no: 'No',
  optional: 'optional',
  notConfigured: 'This portal is not connected to a backend.',
  portalOff: 'This portal is not open at the moment.',
  signInNeeded: 'Sign in to see your tickets.',

  // Failures, by PortalError code
  errors: {
    unauthenticated: 'You are signed out. Please sign in again.',
    forbidden: 'You have no access to this.',
    'not-found': 'This does not exist, or you have no access to it.',
    invalid: 'Something in what was entered is not right.',
    conflict: 'This changed in the meantime. Please look at it again.',
    'too-large': 'This is too large.',
    'unsupported-media': 'Files of this kind are not accepted.',
    'rate-limited': 'Too many tries. Please wait a while.',
    offline: 'No connection. Please check the network.',
    unavailable: 'The support service does not answer at the moment.',
    'not-supported': 'This is not possible here.',
  },
  // Faults of one field, by FieldError code
  fields: {
    required: () => 'This is needed.',
    'too-long': (limit?: number) =>
      limit ? `At most ${one(limit, 'character', 'characters')}.` : 'This is too long.',
    'too-short': (limit?: number) =>
      limit ? `At least ${one(limit, 'character', 'characters')}.` : 'This is too short.',
    invalid: () => 'This does not look right.',
    'not-an-option': () => 'Please choose one of the options.',
    common: () => 'This password is too common.',
    'too-many': (limit?: number) => (limit ? `At most ${one(limit, 'file', 'files')}.` : 'Too many.'),
    'too-large': (limit?: number) => (limit ? `Larger than ${fileSize(limit)}.` : 'Too large.'),
    unknown: () => 'This is not a field of the form.',
  },

  // Navigation
  portalNav: 'Support portal',
  goToPortal: (portal: string) => `Go to ${portal}`,
  tickets: 'Tickets',
  fileTicket: 'File a support ticket',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signedInAs: (name: string) => `Signed in as ${name}`,
  unsentWarning: (n: number) =>
    `${one(n, 'message is', 'messages are')} not sent yet and will be lost when you sign out.`,
  signOutAnyway: 'Sign out anyway',
  staySignedIn: 'Stay signed in',

  // Sign-in
  signInTo: (portal: string) => `to ${portal}`,
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show password',
  signingIn: 'Signing in…',
  /** Seconds until the next try is allowed. */
  waitToRetry: (seconds: number) =>
    seconds < 90
      ? `Please try again in ${one(seconds, 'second', 'seconds')}.`
      : `Please try again in ${one(Math.ceil(seconds / 60), 'minute', 'minutes')}.`,
  wrongCredentials: 'This e-mail and password do not match an account.',
  sessionExpired: 'Your session has ended. Sign in to go on where you were.',
  signedOut: 'You are signed out.',
  newHere: 'New here?',
  registerHere: 'Register here',
  register: 'Register',
  registering: 'Registering…',
  yourName: 'Your name',
  passwordHelp: 'At least 8 characters; a few unrelated words make a good one.',
  consentNeeded: 'Please agree to go on.',
  alreadyRegistered: 'Already registered?',
  checkEmail: 'Check your e-mail',
  checkEmailText: (email: string) =>
    `We have sent a message to ${email}. Open the link in it to go on. It may take a minute to arrive; look in the spam folder too.`,
  backToSignIn: 'Back to sign-in',
  verifying: 'Confirming your e-mail address…',
  linkExpired: 'This link was used already or is too old.',

  // List
  myTickets: 'My tickets',
  companyTickets: (company: string) => `${company}’s tickets`,
  view: 'View',
  searchTickets: 'Search tickets',
  clearSearch: 'Clear search',
  state: 'State',
  all: 'All',
  open: 'Open',
  closed: 'Closed',
  columns: {
    reference: 'ID',
    subject: 'Subject',
    status: 'Status',
    created: 'Created',
    activity: 'Last activity',
  } as Record<string, string>,
  requester: 'From',
  sortBy: 'Sort by',
  newestFirst: 'newest first',
  oldestFirst: 'oldest first',
  ascending: 'ascending',
  descending: 'descending',
  awaitingYou: 'Awaiting your reply',
  unread: 'Unread',
  loadMore: 'Load more',
  /** `more`: the total is a lower bound. */
  loadedTickets: (n: number, total?: number, more?: boolean) =>
    total === undefined
      ? one(n, 'ticket', 'tickets')
      : more
        ? `${n.toLocaleString('en')} of ${total.toLocaleString('en')}+ tickets`
        : `${n.toLocaleString('en')} of ${one(total, 'ticket', 'tickets')}`,
  noTickets: 'No tickets yet',
  noTicketsText: 'When you file one, it will show here, with every answer.',
  noMatches: 'No ticket matches',
  noMatchesText: 'Try other words, or fewer filters.',
  clearFilters: 'Clear filters',
  offlineList: 'You are offline. This is what was loaded last.',
  listFailed: 'The tickets could not be loaded.',
  newActivity: 'There is new activity.',
  refresh: 'Refresh',

  // Ticket
  you: 'You',
  support: 'Support',
  backToTickets: 'Tickets',
  details: 'Details',
  participants: 'Participants',
  conversation: 'Conversation',
  attachments: 'Attachments',
  noMessages: 'There are no messages yet.',
  olderMessages: 'Show older messages',
  newestMessagesFirst: 'Newest first',
  oldestMessagesFirst: 'Oldest first',
  newMessage: (author: string) => `New message from ${author}`,
  statusChanged: (status: string) => `Status: ${status}`,
  quotedText: 'Show quoted text',
  showImages: (n: number) => `Show ${one(n, 'remote image', 'remote images')}`,
  image: 'Image',
  shownAsText: 'Shown as plain text, because of its size or nesting.',
  download: (name: string) => `Download ${name}`,
  yourReply: 'Your reply',
  replyHint: 'Write a reply. Markdown works; paste or drop files here.',
  replyHintPlain: 'Write a reply.',
  formatting: 'Formatting',
  send: 'Send',
  sending: 'Sending…',
  sent: 'Sent',
  notSent: 'Not sent',
  notSentOffline: 'Not sent: no connection. It goes by itself once you are back online.',
  notSentWaiting: 'Not sent yet: the support service does not answer. It is tried again by itself.',
  sendNow: 'Send now',
  edit: 'Edit',
  discard: 'Discard',
  draftSaved: 'Draft saved',
  emptyReply: 'Please write something first.',
  stillUploading: 'A file is still uploading; the message goes out when it is done.',
  closedNote: 'This ticket is closed. File a new one if you need more help.',
  willReopen: 'Sending a reply reopens this ticket.',
  willFollowUp: 'Sending a reply files a follow-up ticket.',
  markSolved: 'Mark as solved',
  reopen: 'Reopen',
  solving: 'Marking as solved…',
  reopening: 'Reopening…',
  ticketNotFound: 'There is no such ticket, or it is not yours to see.',
  ticketFailed: 'The ticket could not be loaded.',
  earlierArrived: 'The earlier version of this message had arrived already; your changes are kept below.',
  bold: 'Bold',
  italic: 'Italic',
  code: 'Code',
  link: 'Link',
  list: 'List',
  channels: {
    portal: 'portal',
    form: 'web form',
    email: 'e-mail',
    chat: 'chat',
    phone: 'phone',
    other: 'other',
  },

  // Files
  attachFiles: 'Attach files',
  dropHere: 'Drop files here, paste a screenshot, or',
  chooseFiles: 'choose files',
  fileLimits: (count: number, bytes: number) =>
    `Up to ${one(count, 'file', 'files')}, ${fileSize(bytes)} each`,
  uploading: (name: string, percent: number) => `${name}, ${percent} % uploaded`,
  uploaded: (name: string) => `${name} is attached`,
  uploadFailed: (name: string) => `${name} was not uploaded`,
  removeFile: (name: string) => `Remove ${name}`,
  cancelFile: (name: string) => `Cancel the upload of ${name}`,
  fileSize,

  // Form
  chooseOne: 'Please choose',
  submitTicket: 'Submit ticket',
  submitting: 'Submitting…',
  formProblems: (n: number) => `${one(n, 'field needs', 'fields need')} your attention`,
  suggestions: 'These may already answer it',
  ticketFiled: (reference: string) => `Your ticket ${reference} is filed.`,
  ticketFiledText: 'We will answer by e-mail and here.',
  showTicket: 'Show the ticket',
  fileAnother: 'File another',
  noForms: 'Tickets cannot be filed here at the moment.',
  formChoice: 'What is it about?',
  restoredDraft: 'We kept what you had written.',
  startOver: 'Start over',
  charactersLeft: (n: number) =>
    n < 0 ? `${one(-n, 'character', 'characters')} too many` : `${one(n, 'character', 'characters')} left`,
  otherForm: 'Choose another form',
  waitingForFiles: 'A file is still uploading; the ticket goes out when it is done.',
  removeFailedFiles: 'A file was not uploaded. Try it again or remove it, then submit.',
  earlierFiled:
    'An earlier version of this ticket had arrived already: look in your tickets before you submit this one too. Your changes are kept.',
  ticketKeptOffline: 'Not sent: no connection. It is kept, and goes by itself once you are back online.',
  ticketKeptWaiting:
    'Not sent yet: the support service does not answer. It is kept, and tried again by itself.',
};

/** Bytes in the unit people use, such as `1.2 MB`. */
function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const unit = units[power] ?? 'byte';
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}

export type Messages = typeof en;
