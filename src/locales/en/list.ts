import { count, one } from './numbers.ts';

/** The list's words. */
export const listWords = {
  myTickets: 'My tickets',
  companyTickets: (company: string) => `${company}’s tickets`,
  view: 'View',
  searchTickets: 'Search tickets',
  clearSearch: 'Clear search',
  state: 'State',
  all: 'All',
  allStages: 'Any status',
  chooseColumns: 'Columns',
  sortBy: 'Sort by',
  newestFirst: 'newest first',
  oldestFirst: 'oldest first',
  ascending: 'ascending',
  descending: 'descending',
  loadMore: 'Load more',
  /** `more`: the total is a lower bound. */
  loadedTickets: (n: number, total?: number, more?: boolean) =>
    total === undefined
      ? one(n, 'ticket', 'tickets')
      : more
        ? `${count(n)} of ${count(total)}+ tickets`
        : `${count(n)} of ${one(total, 'ticket', 'tickets')}`,
  noTickets: 'No tickets yet',
  noTicketsText: 'When you file one, it will show here, with every answer.',
  noMatches: 'No ticket matches',
  noMatchesText: 'Try other words, or fewer filters.',
  clearFilters: 'Clear filters',
  offlineList: 'You are offline. This is what was loaded last.',
  listFailed: 'The tickets could not be loaded.',
};
