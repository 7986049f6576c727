import { expect, test } from 'vitest';
import { studyAssets } from './studyAssets';
import { knownKeysAt, studyJsonSchema } from './studyJsonSchema';

test('the schema that authors point their editors at is the one that is checked', async () => {
  await expect(`${JSON.stringify(studyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../../docs/study.schema.json',
  );
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
