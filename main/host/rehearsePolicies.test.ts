import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PolicySpec, type Study, study as studySchema } from '../../protocol/study';
import { makeLinearModel } from '../../tests/game/makeOnnx';
import { onPlayFixture } from '../../tests/game/onPlayFixture';
import { faultyStudy, makeSpec, pythonPolicy } from '../../tests/game/playFixture';
import type { Bots } from './game/Bots';
import { createBots } from './game/createBots.node';
import type { StudySource } from './game/GameSpec';
import { rehearsePolicies } from './rehearsePolicies';

const fixture = onPlayFixture();
let bots: Bots;
beforeAll(() => {
  bots = createBots(fixture.helpers);
});
afterAll(() => bots.close());

/** Takes two numbers, as Counter's agents observe. */
const two = makeLinearModel([
  [1, 0, 0],
  [0, 1, 0],
]);
const one = makeLinearModel([[1, 0, 0]]);
const models: Record<string, Uint8Array> = { 'two.onnx': two, 'one.onnx': one, 'broken.onnx': two.slice(0, 40) };
const source: StudySource = {
  ...faultyStudy,
  readFile: (path) => {
    const model = models[path];
    return model ? Promise.resolve(model) : Promise.reject(new Error(`there is no ${path}`));
  },
};
const modelPolicy = (model: string, size: number): PolicySpec => ({
  kind: 'onnx',
  model,
  metadata: {
    name: model,
    kind: 'onnx',
    sha256: createHash('sha256')
      .update(models[model] ?? '')
      .digest('hex'),
    input: { name: 'obs', shape: [null, size], dtype: 'float32' },
    output: { name: 'logits', shape: [null, 3] },
    actionHead: 'argmax',
  },
  fallback: 0,
});

/** A study in which `partner` plays b, and may play a. */
function makeStudy(partner: PolicySpec, file = 'counter.py'): Study {
  const { environment } = makeSpec(file, 'Counter');
  const texts = { title: '', text: '' };
  return studySchema.parse({
    ...texts,
    name: 'counting',
    version: '1',
    description: '',
    seats: { min: 1, max: 1 },
    scenes: [
      { ...texts, kind: 'page', id: 'welcome', button: 'Continue' },
      {
        ...texts,
        kind: 'game',
        id: 'play',
        environment: 'counting',
        roles: { a: 'human', b: 'partner' },
        fill: 'partner',
        tickHz: 30,
        episodes: 1,
        maxTicks: 60,
        keys: {},
        defaultAction: 0,
        input: 'held',
        countdownMs: 0,
        waitMs: 0,
        hashEvery: 30,
      },
    ],
    environments: { counting: environment },
    policies: { partner, idle: { kind: 'noop', action: 0 } },
  });
}
let studies = 0;
/** Each is another study, since a model is loaded once under a study's hash. */
function rehearse(study: Study): Promise<string[]> {
  studies += 1;
  return rehearsePolicies({ bots, pool: fixture.pool }, { ...source, id: `s${studies}` }, study);
}

test('partners that can play are ready', async () => {
  expect(await rehearse(makeStudy(modelPolicy('two.onnx', 2)))).toEqual([]);
  expect(await rehearse(makeStudy(pythonPolicy('Talks')))).toEqual([]);
});

test('without policies that think, nothing is loaded', async () => {
  expect(await rehearse(makeStudy({ kind: 'random', actions: [0] }, 'nowhere.py'))).toEqual([]);
});

test.each([
  [
    'another shape than is observed',
    makeStudy(modelPolicy('one.onnx', 1)),
    /^one\.onnx: .*takes 1 number.* observes 2/,
  ],
  ['another shape than its description', makeStudy(modelPolicy('one.onnx', 2)), /^one\.onnx: .*\[.*1\].*\[.*2\]/],
  ['a file that was cut short', makeStudy(modelPolicy('broken.onnx', 2)), /^broken\.onnx: policy partner: /],
  ['a class that answers NaN', makeStudy(pythonPolicy('Nan')), /^minds\.py:39: policy partner: .*NaN/],
  ['an environment that is not there', makeStudy(pythonPolicy('Talks'), 'nowhere.py'), /^nowhere\.py:1: /],
])('is told before anybody sits there: %s', async (_, study, words) => {
  const problems = await rehearse(study);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(words);
});
