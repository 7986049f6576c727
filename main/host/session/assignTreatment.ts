import type { Treatment } from '../../../protocol/study';
import { deriveSeed } from './deriveSeed';
import { shuffleUnits } from './shuffleUnits';

type Weighted = Pick<Treatment, 'name' | 'weight'>;

/** What has been given out of a list of treatments that a seed decides. */
export type Allocation = {
  list: readonly Weighted[];
  seed: number;
  /** Treatment → how many had it before this session: the first places of it in the list are theirs. */
  earlier: Readonly<Record<string, number>>;
  /** Places, from 0, that this session has given out. */
  taken: ReadonlySet<number>;
};

/**
 * The first free place in the list, of the treatment `wanted` or (null) of any. The list is made of permuted blocks: each holds every
 * treatment as often as its weight says, in an order of its own by the seed. So what was given out never differs by more than
 * a block, a place that was given back is given out first, and what an operator chooses is made up for.
 */
export const assignTreatment = (
  { list, seed, earlier, taken }: Allocation,
  wanted: string | null,
): { treatment: string; slot: number } => {
  const passed = new Map<string, number>();
  const known = list.some(({ name }) => name === wanted) ? wanted : null;
  for (let block = 0, slot = 0; ; block += 1) {
    for (const treatment of permuteBlock(list, deriveSeed(seed, `treatments/${block}`))) {
      const before = passed.get(treatment) ?? 0;
      passed.set(treatment, before + 1);
      const isFree = before >= (earlier[treatment] ?? 0) && !taken.has(slot);
      if (isFree && (known === null || treatment === known)) return { treatment, slot };
      slot += 1;
    }
  }
};

const permuteBlock = (list: readonly Weighted[], seed: number): string[] =>
  shuffleUnits(
    list.flatMap(({ name, weight }) => Array.from({ length: weight }, () => name)),
    seed,
  );
