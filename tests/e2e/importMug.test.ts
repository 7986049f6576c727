import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { makeLinearModel } from '../game/makeOnnx';
import { type CubicleRun, runCubicle } from './runCubicle';

/** Where the two are → how much each of five actions is wanted. */
const tagModel = makeLinearModel([
  [0, 1, 0, 0, 0],
  [0, 0, 1, 0, 0],
]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-mug-'));
  cpSync('tests/fixtures/mug', join(folder, 'scripts'), { recursive: true });
  mkdirSync(join(folder, 'scripts', 'models'));
  writeFileSync(join(folder, 'scripts', 'models', 'tag.onnx'), tagModel);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const importScript = async (name: string): Promise<CubicleRun & { target: string }> => {
  const target = join(folder, name);
  return { ...(await runCubicle(['import-mug', join(folder, 'scripts', `${name}.py`), '--out', target])), target };
};

const studySchema = z.looseObject({ scenes: z.array(z.looseObject({ id: z.string(), kind: z.string() })) });
const readStudy = (target: string) => studySchema.parse(parse(readFileSync(join(target, 'study.yaml'), 'utf8')));

describe('a script that builds a MUG experiment becomes a study', () => {
  test('with pages, forms, wrappers, games of one and two, keys and pictures; and it validates', async () => {
    const { exitCode, stdout, stderr, target } = await importScript('tag_experiment');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const study = readStudy(target);
    expect(study.scenes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'page tag-start',
      'page rules',
      'page alone-before',
      'game alone',
      'page model-before',
      'game model',
      'page together-before',
      'lobby together-lobby',
      'game together',
      'form feedback',
      'form hand',
      'page code',
      'end bye',
    ]);
    expect(study).toMatchObject({
      name: 'tag_study',
      blocks: [
        {
          scenes: [
            ['alone-before', 'alone'],
            ['model-before', 'model'],
          ],
          shuffle: true,
          keep: 1,
        },
        { scenes: ['together-before', 'together-lobby', 'together'], repeat: 2 },
      ],
      environments: { alone: { file: 'tag_env.py', class: 'env', canvas: { width: 300, height: 150 } } },
      policies: {
        random: { kind: 'random', actions: [0, 1, 2, 3, 4] },
        tag: { kind: 'onnx', model: 'policies/tag.onnx', metadata: 'policies/tag.json', fallback: 0, everyTicks: 5 },
        'stand-in': { kind: 'noop', action: 0 },
      },
    });
    expect(study.scenes[0]).toMatchObject({ title: 'Welcome', text: '### Hello\n\nRead **this**.' });
    expect(study.scenes[1]).toMatchObject({
      text: '## Rules\n\n1. Catch the *other*.\n2. Be quick.\n\n![The floor](pictures/wood.png)far away',
    });
    expect(study.scenes[3]).toMatchObject({
      text: 'Catch!',
      roles: { '0': 'human', '1': 'random' },
      tickHz: 20,
      episodes: 2,
      maxTicks: 60,
      input: 'press',
      keys: { ArrowLeft: 1, ArrowRight: 2, 'ArrowLeft+ArrowUp': 3, KeyW: 3, Space: 4 },
    });
    expect(study.scenes[5]).toMatchObject({ roles: { '0': 'human', '1': 'tag' } });
    expect(JSON.parse(readFileSync(join(target, 'policies/tag.json'), 'utf8'))).toMatchObject({
      sha256: createHash('sha256').update(tagModel).digest('hex'),
      input: { name: 'obs', shape: ['batch', 2], dtype: 'float32' },
      output: { name: 'logits', shape: ['batch', 5] },
      actionHead: 'softmax',
    });
    expect(study.scenes[7]).toMatchObject({ groupSize: 2, waitS: 45 });
    expect(study.scenes[9]?.['questions']).toMatchObject([
      { type: 'likert', text: 'It was fun.', points: 11, low: 'No', high: 'Yes' },
      { type: 'likert' },
      { type: 'text', text: 'Anything else?' },
    ]);
    expect(study.scenes[12]).toMatchObject({ completionCode: true });
    for (const file of ['tag_env.py', 'tag_rules.py', 'pictures/floor.png', 'pictures/wood.png'])
      expect(existsSync(join(target, file))).toBe(true);
    for (const line of [
      /scene model: agent 1: between its decisions \(frame_skip=5\) it goes on with what it does/,
      /scene model: on_game_step_code/,
      /background #B9EBFF/,
      /key "Dead": no place on the keyboard/,
      /scene together: settings of the network/,
      /scales of 21 points have 11/,
      /redirect to https:\/\/example.org/,
      /entry_screening\(browser_requirements\)/,
      /package numpy: the sandbox has Python's own modules only → name it in a requirements.txt/,
      /scene rules: picture https:\/\/example.org\/far.png: .*put it into pictures\//,
      /package labtools: was not there/,
    ])
      expect(stdout).toMatch(line);
    const validated = await runCubicle(['validate', target]);
    expect(validated).toMatchObject({ exitCode: 0, stderr: '' });
    expect(validated.stdout).toMatch(/policy tag: loaded, and answers with actions/);
    expect(validated.stdout).toMatch(/environment alone: keeps the rules; 4\d ticks played twice/);
  });

  test('with an environment that is a class of a file', async () => {
    const { exitCode, stdout, target } = await importScript('server_experiment');
    expect(exitCode, stdout).toBe(0);
    expect(readStudy(target)).toMatchObject({
      environments: { walk: { file: 'server_env.py', class: 'Walk', kwargs: { goal: 5, render_mode: 'mug' } } },
      scenes: [
        { kind: 'page', text: 'now\n\nGo.' },
        {
          kind: 'game',
          roles: { human: 'human' },
          keys: { KeyD: 1 },
          tickHz: 10,
          maxTicks: 20,
          missingAction: 'last',
          freezeS: 2,
          countdownS: 0,
        },
        { kind: 'form', questions: [{ type: 'text', text: 'Why?', required: false }] },
        { kind: 'end', completionCode: false },
      ],
    });
    expect(stdout).toMatch(/hud_text_fn: a text above the game → return it from a method hud_text/);
    expect(await runCubicle(['validate', target])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

test('a script that fails is told with its line; one without an experiment, in words; nothing is left behind', async () => {
  const broken = await importScript('broken_experiment');
  expect(broken).toMatchObject({ exitCode: 1 });
  expect(broken.stderr).toMatch(/broken_experiment.py:3: RuntimeError: no config yet/);
  const empty = await importScript('empty_experiment');
  expect(empty.stderr).toMatch(/empty_experiment.py: the script builds no experiment: expected ExperimentConfig\(\)/);
  expect(existsSync(broken.target) || existsSync(empty.target)).toBe(false);
  expect((await importScript('tag_experiment')).stderr).toMatch(/is there already/);
});
