import type { GatewaySettings } from '../../settings.ts';
import type { Changes } from '../../live/changes.ts';
import type { Files } from '../../storage/files.ts';
import type { Storage } from '../../storage/storage.ts';
import type { HelpDesk, StaffDesk } from '../desk.ts';
import { DeskError } from '../errors.ts';

export interface BuiltInDeskOptions {
  storage: Storage;
  files: Files;
  changes: Changes;
  /** Read at every call, so that saved settings apply at once. */
  settings: () => GatewaySettings;
  now?: () => Date;
}

/** The desk for those who have no other: tickets, conversations and notes in the gateway's own database. */
export type BuiltInDesk = HelpDesk & {
  readonly staff: StaffDesk;
} & Required<Pick<HelpDesk, 'setState' | 'markRead'>>;

export function createBuiltInDesk(options: BuiltInDeskOptions): BuiltInDesk {
  throw new DeskError('unavailable', options.storage.dialect);
}
