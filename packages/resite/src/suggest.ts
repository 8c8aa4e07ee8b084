/** The candidate that `name` was probably meant to be, undefined when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  // biome-ignore lint/plugin: words as people type them
  const wanted = name.toLowerCase();
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    // biome-ignore lint/plugin: words as people type them
    const distance = editDistance(wanted, candidate.toLowerCase());
    const isNear = distance <= Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    if (isNear && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** As a hint: what was probably meant, or else all there is. */
export function didYouMean(name: string, candidates: Iterable<string>, all: string): string {
  const list = [...candidates];
  const guess = nearest(name, list);
  if (guess !== undefined) return `Did you mean ${guess}?`;
  return list.length === 0 ? `There are no ${all}.` : `Known ${all}: ${list.join(', ')}.`;
}

/** Levenshtein distance with a swap of two neighbours as one edit. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same, swap));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
