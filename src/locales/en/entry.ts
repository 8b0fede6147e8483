import { fileSize, one } from './numbers.ts';

/** What is said of what people enter and send. */
export const entryWords = {
  optional: 'optional',
  offline: 'You are offline. What you write is kept.',
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
  sendNow: 'Send now',
  edit: 'Edit',
  discard: 'Discard',
};
