import type { IdleWatch } from './idle-watch.ts';
import { LazyModule } from './lazy-module.ts';

/** A session is about to end because nobody did anything. */
export interface Warning {
  /** Milliseconds until then. */
  left(): number;
  /** Somebody is there: the time begins anew, in all tabs. Resolves to whether the backend could be told. */
  stay(): Promise<boolean>;
}

export type { IdleWatch } from './idle-watch.ts';

/** What counts down to the idle limit: portals without one do without it. */
export const idleModule = new LazyModule<{ IdleWatch: typeof IdleWatch }>(() => import('./idle-watch.ts'));
