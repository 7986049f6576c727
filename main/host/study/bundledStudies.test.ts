import { describe, expect, test } from 'vitest';
import { listStudies } from './listStudies.node';

const entries = await listStudies([{ folder: 'environments', bundled: true }]);

describe('every bundled study', () => {
  test('is there', () => {
    expect(entries.map(({ card }) => card.name).sort()).toEqual([
      'blank',
      'kitchen',
      'mountain_car',
      'public_goods',
      'volley',
    ]);
  });

  test.each(entries.map(({ card, picture }) => [card.name, card, picture] as const))(
    '%s can be run and has a picture on its card',
    (_, card, picture) => {
      expect(card.problems).toEqual([]);
      expect(picture).not.toBeNull();
    },
  );
});

test('in volley everybody reads, agrees, plays with the partner and with a neighbour, and tells', () => {
  const study = entries.find(({ card }) => card.name === 'volley')?.study;
  expect(study?.scenes.map(({ id, kind }) => `${id}: ${kind}`)).toEqual([
    'welcome: page',
    'consent: consent',
    'instructions: page',
    'quiz: quiz',
    'lobby: lobby',
    'partner: game',
    'together: game',
    'experience: form',
    'end: end',
  ]);
  const games = study?.scenes.filter((scene) => scene.kind === 'game') ?? [];
  expect(games.map(({ roles, fill }) => [roles, fill])).toEqual([
    [{ left: 'human', right: 'partner' }, null],
    [{ left: 'human', right: 'human' }, 'partner'],
  ]);
  for (const { keys } of games)
    expect(keys).toMatchObject({ ArrowLeft: 1, ArrowUp: 3, Space: 3, 'ArrowRight+Space': 5 });
});
