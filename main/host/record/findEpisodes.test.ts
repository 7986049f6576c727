import { expect, it } from 'vitest';
import { findEpisodes } from './findEpisodes';
import { foldFacts } from './tables/foldFacts';
import { sampleSession } from './testing/sampleSession';
import { storeRows } from './testing/layOut';

/** The sample session, with these in its scene. */
function factsWith(hashEvery: number, snapshotEvery: number): ReturnType<typeof foldFacts> {
  const facts = storeRows(sampleSession()).flatMap((row) => {
    if (row.kind !== 'event') return [];
    const { body } = row;
    if (body.type !== 'sessionCreated') return [row];
    const scenes = body.study.scenes.map((one) => (one.kind === 'game' ? { ...one, hashEvery, snapshotEvery } : one));
    return [{ ...row, body: { ...body, study: { ...body.study, scenes } } }];
  });
  return foldFacts(facts);
}

it.each([
  [30, 300, 30],
  [40, 300, 20],
  [30, 100, 10],
  [7, 300, 1],
  [30, 0, 30],
])('of hashes every %i and copies every %i ticks it hashes all again, every %i', (hashEvery, snapshotEvery, every) => {
  const [first] = findEpisodes(factsWith(hashEvery, snapshotEvery));
  expect(first?.hashEvery).toBe(every);
});
