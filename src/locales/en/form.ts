import { one } from './numbers.ts';

/** The words of the form for a new ticket. */
export const formWords = {
  chooseOne: 'Please choose',
  submitTicket: 'Submit ticket',
  submitting: 'Submitting…',
  formProblems: (n: number) => `${one(n, 'field needs', 'fields need')} your attention`,
  suggestions: 'These may already answer it',
  ticketFiled: (reference: string) => `Your ticket ${reference} is filed.`,
  ticketFiledText: 'Our answer will show here.',
  showTicket: 'Show the ticket',
  fileAnother: 'File another',
  noForms: 'Tickets cannot be filed here at the moment.',
  formChoice: 'What is it about?',
  restoredDraft: 'We kept what you had written.',
  formChanged: 'The form has changed. What you have written is kept.',
  formWithdrawn:
    'This form is not offered any more, so nothing can be submitted with it. What you have written is kept: you can copy it, or come back later.',
  fieldsGone:
    'The form has changed. What you had written in fields that it no longer has is kept here, and is not sent.',
  keptFiles: 'Files',
  ticked: 'ticked',
  forgetKept: 'Remove',
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
