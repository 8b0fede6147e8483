import { DeskError } from '../../desks/errors.ts';
import type { Federation } from '../auth.ts';

export function createFederation(): Federation {
  const notYet = (): Promise<never> => Promise.reject(new DeskError('not-supported'));
  return { start: notYet, callback: notYet, exchange: notYet, metadata: notYet };
}
