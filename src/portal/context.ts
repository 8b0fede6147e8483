import { ContextRoot, createContext } from '@lit/context';
import type { Portal } from './portal.ts';

/** A string key with a version: two copies of the library on one page agree as long as `Portal` keeps its shape. */
export const portalContext = createContext<Portal>('portico.portal/1');

// Elements may upgrade before whoever provides their portal: the root keeps their requests until it comes.
if (typeof document !== 'undefined') new ContextRoot().attach(document.documentElement);
