import type { Actor, DeskStage } from '../desks/desk.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { isStaff } from './policy.ts';

type Shown = { portal: Pick<GatewaySettings['portal'], 'statusDisplay'> };

/**
 * Whether somebody may tell a stage from the others of its state: by name, by a filter, by the order of a list, by
 * whose turn it is. Without an actor, as for a stranger.
 */
export function knowsStage(
  actor: Pick<Actor, 'role'> | undefined,
  stage: Pick<DeskStage, 'hidden'>,
  settings: Shown,
): boolean {
  if (actor && isStaff(actor)) return true;
  return stage.hidden !== true && settings.portal.statusDisplay === 'stages';
}
