import { expect, test } from 'vitest';
import { z } from 'zod';
import { valueAt } from './Finding';
import { studyAssets } from './studyAssets';
import { knownKeysAt, studyJsonSchema } from './studyJsonSchema';

test('the schema that authors point their editors at is the one that is checked', async () => {
  await expect(`${JSON.stringify(studyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../../docs/study.schema.json',
  );
});

test('a number of a scene may be the parameter of a treatment, its kind may not', () => {
  const scenes = z
    .array(z.object({ properties: z.record(z.string(), z.unknown()) }))
    .parse(valueAt(studyJsonSchema(), ['properties', 'scenes', 'items', 'oneOf']));
  const game = scenes.find(({ properties }) => 'tickHz' in properties)?.properties;
  expect(game?.['tickHz']).toMatchObject({ anyOf: [{ type: 'number' }, { type: 'string' }] });
  expect(game?.['kind']).toEqual({ type: 'string', const: 'game' });
});

test('the keys that may stand at a place follow the kind of thing there', () => {
  const document = { scenes: [{ kind: 'lobby' }, { kind: 'form', questions: [{ type: 'number' }] }, { kind: 'what' }] };
  expect(knownKeysAt(document, [])).toContain('environments');
  expect(knownKeysAt(document, ['scenes', 0])).toContain('groupSize');
  expect(knownKeysAt(document, ['scenes', 0])).not.toContain('roles');
  expect(knownKeysAt(document, ['scenes', 1, 'questions', 0])).toEqual([
    'type',
    'id',
    'text',
    'min',
    'max',
    'required',
  ]);
  expect(knownKeysAt(document, ['scenes', 2])).toEqual([]);
  expect(knownKeysAt({ environments: { a: {} } }, ['environments', 'a'])).toContain('canvas');
});

test('stations may fetch pictures and atlases and nothing else', () => {
  const assets = studyAssets([
    'env.py',
    'pictures/a.PNG',
    'pictures/a.json',
    'policies/p.json',
    'b.svg',
    'study.yaml',
    'policies/p.onnx',
    'png',
    'x.constructor',
  ]);
  expect([...assets]).toEqual([
    ['pictures/a.PNG', 'image/png'],
    ['pictures/a.json', 'application/json'],
    ['b.svg', 'image/svg+xml'],
  ]);
});
