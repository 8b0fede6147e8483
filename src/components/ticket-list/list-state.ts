import type { Capabilities } from '../../api/capabilities.ts';
import type { PortalSettings, SortKey, Stage, TicketQuery } from '../../api/model.ts';

/** Which tickets a list shows, and in which order. */
export interface ListState {
  text: string;
  state: TicketQuery['state'];
  /** Ids of the only stages whose tickets show; none: all of them. */
  stages: string[];
  sort: TicketQuery['sort'];
  /** `mine` or a company's id. */
  view: string;
}

type Able = Pick<Capabilities, 'search' | 'sortBy' | 'views'>;

/** Characters; what somebody pastes beyond them finds nothing anyway. */
const longestSearch = 200;
/** Names of one kind in several pipelines are several stages. */
const mostStages = 50;
const stageIds = /[\w-]{1,64}/g;

/** What a list shows unless asked otherwise: everything of one's own, the latest news first. */
export function defaultListState({ sortBy }: Able): ListState {
  const by: SortKey = sortBy.includes('activity') ? 'activity' : (sortBy[0] ?? 'activity');
  return { text: '', state: 'any', stages: [], view: 'mine', sort: { by, descending: sortsDownFirst(by) } };
}

/** Whether a column's first sort puts the greatest first: the newest for dates. */
export function sortsDownFirst(by: SortKey): boolean {
  return by === 'created' || by === 'activity';
}

/** Reads `q`, `state`, `stage`, `sort` and `view` of an address; what is malformed or not offered counts as absent. */
export function readListState(params: URLSearchParams, able: Able): ListState {
  const otherwise = defaultListState(able);
  const state = params.get('state');
  const [, minus, key] = /^(-?)(\w+)$/.exec(params.get('sort') ?? '') ?? [];
  const by = able.sortBy.find((offered) => offered === key);
  return {
    text: able.search === 'none' ? '' : cleanSearch(params.get('q') ?? ''),
    state: state === 'open' || state === 'closed' ? state : 'any',
    stages: (params.get('stage') ?? '').match(stageIds)?.slice(0, mostStages) ?? [],
    sort: by ? { by, descending: !!minus } : otherwise.sort,
    view: (able.views.includes('company') && params.get('view')) || 'mine',
  };
}

/** The parameters that say a state; `undefined` where it is the default. */
export function listStateParams(state: ListState, able: Able): Record<string, string | undefined> {
  const otherwise = defaultListState(able);
  const sort = sortParam(state.sort);
  return {
    q: state.text || undefined,
    state: state.state === 'any' ? undefined : state.state,
    stage: state.stages.join() || undefined,
    sort: sort === sortParam(otherwise.sort) ? undefined : sort,
    view: state.view === 'mine' ? undefined : state.view,
  };
}

/** A sort as the address writes it, such as `-created` for the newest first. */
export function sortParam({ by, descending }: TicketQuery['sort']): string {
  return (descending ? '-' : '') + by;
}

/** A search without the spaces around it, cut where it is longer than any search. */
export function cleanSearch(text: string): string {
  return text.trim().slice(0, longestSearch);
}

/** The stages that people know by name, and may ask for while the list shows tickets of this state. */
export function namedStages(
  { stages, statusDisplay }: PortalSettings,
  state: ListState['state'],
): readonly Stage[] {
  if (statusDisplay === 'state') return [];
  return stages.filter((stage) => stage.label && (state === 'any' || stage.state === state));
}
