/** The word of `known` most like `word`; null when none is like it. Upper and lower case count as nearly the same. */
export const findNearest = (word: string, known: readonly string[]): string | null => {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of known) {
    const distance = distanceOf(word, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};

/** "Did you mean …?", or all that is allowed. */
export const suggest = (word: string, known: readonly string[], nothing: string): string => {
  const nearest = findNearest(word, known);
  if (nearest !== null) return `Did you mean ${JSON.stringify(nearest)}?`;
  if (known.length === 1) return `Write ${known[0]}.`;
  return known.length === 0 ? nothing : `Use one of: ${known.join(', ')}.`;
};

const MAX_LENGTH = 200;

/** How many letters must be put in, taken out, changed or swapped with their neighbour; a change of case counts a tenth. */
const distanceOf = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit || a.length > MAX_LENGTH) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const changed = at(i - 1, j - 1) + cost(a.charAt(i - 1), b.charAt(j - 1));
      const swapped =
        a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1) ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(changed, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(a.length, b.length);
};

const cost = (a: string, b: string): number => (a === b ? 0 : a.toLowerCase() === b.toLowerCase() ? 0.1 : 1);
