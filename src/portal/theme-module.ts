import { LazyModule } from './lazy-module.ts';

/** What puts the owner's look on the page: only where there is one. */
export const themeModule = new LazyModule(() => import('./theme.ts'));
