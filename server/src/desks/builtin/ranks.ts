const spacing = 1_000;

/**
 * Ranks for things in a new order. `ranks` are the ones they had, in that order, and `undefined` for those that need
 * one; as many as can keep theirs. What is handed out is none of those in `used`, so that two never share one on the
 * way, and what has been moved already can be told from what has not.
 */
export function ranked(ranks: readonly (number | undefined)[], used: ReadonlySet<number>): number[] {
  const kept = longestRise(ranks);
  const result: number[] = [];
  for (let index = 0; index < ranks.length;) {
    const own = ranks[index];
    if (own !== undefined && kept.has(index)) {
      result.push(own);
      index += 1;
      continue;
    }
    let end = index;
    while (end < ranks.length && !kept.has(end)) end += 1;
    const free = between(result.at(-1), ranks[end], end - index, used);
    if (!free) return anew(ranks.length, used);
    result.push(...free);
    index = end;
  }
  return result;
}

/** The indexes of the longest series that is in order already. */
function longestRise(ranks: readonly (number | undefined)[]): Set<number> {
  const lengths: number[] = [];
  const before: number[] = [];
  let best = -1;
  ranks.forEach((rank, index) => {
    lengths[index] = rank === undefined ? 0 : 1;
    before[index] = -1;
    if (rank === undefined) return;
    for (let earlier = 0; earlier < index; earlier += 1) {
      const other = ranks[earlier];
      if (other === undefined || other >= rank || lengths[earlier]! + 1 <= lengths[index]) continue;
      lengths[index] = lengths[earlier]! + 1;
      before[index] = earlier;
    }
    if (best < 0 || lengths[index] > lengths[best]!) best = index;
  });
  const found = new Set<number>();
  for (let index = best; index >= 0; index = before[index]!) found.add(index);
  return found;
}

/** That many free ranks between two others, evenly; nothing where there is no room. Without an upper end there is. */
function between(
  low = 0,
  high: number | undefined,
  count: number,
  used: ReadonlySet<number>,
): number[] | undefined {
  const step = high === undefined ? spacing : Math.max(1, Math.floor((high - low) / (count + 1)));
  const found: number[] = [];
  for (let rank = low + step; found.length < count;) {
    if (high !== undefined && rank >= high) return undefined;
    if (used.has(rank)) rank += 1;
    else {
      found.push(rank);
      rank += step;
    }
  }
  return found;
}

function anew(count: number, used: ReadonlySet<number>): number[] {
  const above = Math.max(0, ...used);
  return Array.from({ length: count }, (_, index) => above + (index + 1) * spacing);
}
