import { DeskError } from './errors.ts';
import type { NewMessage } from './desk.ts';

/** Characters. */
const longestSubject = 200;
const longestBody = 100_000;

const formats = new Set(['markdown', 'html', 'text']);

/** One line without controls, as a subject or name is kept. */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

/** Text as a database can keep it: NUL is none of PostgreSQL's characters, lone surrogates are none at all. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** Rejects with `invalid` on the field `subject`. */
export function checkedSubject(subject: string): string {
  const clean = cleanLine(subject);
  if (clean === '') throw invalid('subject', 'required');
  if (clean.length > longestSubject) throw invalid('subject', 'too-long', longestSubject);
  return clean;
}

/** Rejects with `invalid` on the field `message`. A message may be files alone. */
export function checkedBody(body: NewMessage['body'], hasFiles: boolean): NewMessage['body'] {
  if (!formats.has(body.format)) throw invalid('message', 'invalid');
  const content = cleanText(body.content);
  if (content.trim() === '' && !hasFiles) throw invalid('message', 'required');
  if (content.length > longestBody) throw invalid('message', 'too-long', longestBody);
  return { format: body.format, content };
}

function invalid(field: string, code: 'required' | 'too-long' | 'invalid', limit?: number): DeskError {
  return new DeskError('invalid', `${field}: ${code}`, {
    fields: [limit === undefined ? { field, code } : { field, code, limit }],
  });
}

/** What search finds of a message: its words without markup. */
export function searchableText(body: { format: string; content: string }): string {
  if (body.format !== 'html') return body.content;
  return body.content
    .replace(/<(script|style)\b[^<]{0,20000}<\/\1\s*>/gi, ' ')
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,31});/gi, ' ');
}
