import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { readUrlState, writeUrlState, type UrlMode } from '../../portal/url-state.ts';

/** A history entry remembers how many rows it showed. Its state is the page's: only our key in it is touched. */
const rowsKey = 'portico.rows';
/** A state that somebody else wrote must not make us load without end. */
const mostRows = 1_000;

/** The list's part of the page's address and history. */
export class ListAddress implements ReactiveController {
  readonly #mode: () => UrlMode | 'none';
  readonly #followed: () => void;
  /** The path that is the list's own; on other pages of a routed app the parameters are not ours. */
  #place: string | undefined;

  /** `followed` is called when Back, Forward or somebody's hand changed the address. */
  constructor(host: ReactiveControllerHost, mode: () => UrlMode | 'none', followed: () => void) {
    this.#mode = mode;
    this.#followed = followed;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#follow);
    addEventListener('hashchange', this.#follow);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#follow);
    removeEventListener('hashchange', this.#follow);
  }

  /** The parameters and the rows to show, once the list has come to this page; absent when the address is not kept. */
  enter(): { params: URLSearchParams; rows: number } | undefined {
    const mode = this.#mode();
    if (mode === 'none') return undefined;
    this.#place = place(mode);
    return { params: readUrlState(mode), rows: rememberedRows() };
  }

  /** Writes parameters, as a new entry of the history or in place of this one, and how many rows it shows. */
  write(params: Record<string, string | undefined>, push: boolean, rows?: number): void {
    const mode = this.#mode();
    if (mode === 'none' || this.#place !== place(mode)) return;
    writeUrlState(mode, params, { push, state: withRows(rows) });
  }

  readonly #follow = (): void => {
    const mode = this.#mode();
    if (mode !== 'none' && this.#place === place(mode)) this.#followed();
  };
}

function place(mode: UrlMode): string {
  return mode === 'hash' ? location.hash.split('?')[0] || '#/' : location.pathname;
}

function rememberedRows(): number {
  const state: unknown = history.state;
  const rows = isRecord(state) ? state[rowsKey] : undefined;
  return typeof rows === 'number' && rows > 0 ? Math.min(rows, mostRows) : 0;
}

function withRows(rows: number | undefined): unknown {
  const state: unknown = history.state;
  if (state !== null && !isRecord(state)) return state;
  const { [rowsKey]: _, ...others } = state ?? {};
  return rows ? { ...others, [rowsKey]: rows } : others;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
