import type { FieldError } from '../../../src/api/index.ts';
import { commonPasswords } from './common-passwords.ts';

export const passwordLength = { min: 8, max: 128 } as const;

/**
 * What is wrong with a new password: 8 to 128 characters of any kind, and none of those tried first by everybody
 * (OWASP ASVS 5.0, 6.2). Length counts code points.
 */
export function passwordProblem(password: string): FieldError | undefined {
  const length = [...password].length;
  if (length < passwordLength.min) return { field: 'password', code: 'too-short', limit: passwordLength.min };
  if (length > passwordLength.max) return { field: 'password', code: 'too-long', limit: passwordLength.max };
  if (isCommon(password)) return { field: 'password', code: 'common' };
  return undefined;
}

function isCommon(password: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  // One character over and over, and runs along the keyboard's rows or the alphabet.
  if (new Set(folded).size === 1) return true;
  const runs = [
    '01234567890123456789',
    '98765432109876543210',
    'abcdefghijklmnopqrstuvwxyz',
    'qwertyuiopasdfghjklzxcvbnm',
  ];
  if (runs.some((run) => run.includes(folded))) return true;
  return commonPasswords.has(folded) || commonPasswords.has(folded.replace(/[\d!@#$.?*]{1,4}$/, ''));
}
