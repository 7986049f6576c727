/** How the folder begins in which a record is salvaged, beside the new one. */
export const salvageMark = '.salvage-';

/** From the first to the last, both included. */
export type RowRange = { first: number; last: number };

/** What became of each row of a damaged journal. */
export type SalvagedRows = {
  /** Rows 1 to `kept` are whole, and stand in the new journal. */
  kept: number;
  /** Readable rows after the first that is not: in `after-damage.jsonl`, not in the journal. */
  apart: number;
  /** Of those: rows that are not as they were written. */
  changed: RowRange[];
  /** Rows that cannot be read. What was behind the last of all cannot be told. */
  gone: RowRange[];
};

export type SalvageReport = SalvagedRows & {
  from: string;
  to: string;
  /** What was wrong with the file as a whole, in words. */
  problem: string | null;
};

/** For the operator: what was saved, where it is, and which rows are gone. */
export function describeSalvage({ kept, apart, changed, gone, to, problem }: SalvageReport): string {
  const lines = [
    ...(problem === null ? [] : [problem]),
    `Salvaged into ${to}: ${kept} ${kept === 1 ? 'row' : 'rows'} as they were written, without a gap.`,
  ];
  if (apart > 0)
    lines.push(
      `${apart} more could be read after the damage; they are in after-damage.jsonl, each marked, and not in the journal.`,
    );
  if (changed.length > 0) lines.push(`Not as they were written: ${describeRanges(changed)}.`);
  if (gone.length > 0) lines.push(`Gone: ${describeRanges(gone)}.`);
  if (gone.length === 0 && changed.length === 0)
    lines.push('No row in between is missing; rows after the last one may be.');
  return `${lines.join('\n')}\nThe damaged record stays as it is.`;
}

const shown = 20;
function describeRanges(ranges: readonly RowRange[]): string {
  const words = ranges
    .slice(0, shown)
    .map(({ first, last }) => (first === last ? `row ${first}` : `rows ${first} to ${last}`));
  return ranges.length > shown
    ? `${words.join(', ')} and ${ranges.length - shown} more places (see salvage.json)`
    : words.join(', ');
}

/** Adds a number behind all that are there. */
export function addToRanges(ranges: RowRange[], first: number, last: number): void {
  const before = ranges.at(-1);
  if (before !== undefined && before.last + 1 === first) before.last = last;
  else ranges.push({ first, last });
}
