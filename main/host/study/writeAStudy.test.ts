import { readdir, readFile } from 'node:fs/promises';
import { loadPyodide } from 'pyodide';
import { describe, expect, test } from 'vitest';
import { policyMetadata } from '../../../protocol/policy';
import { question } from '../../../protocol/question';
import { checkStudy } from './checkStudy';
import { parseStudyYaml } from './parseStudyYaml';
import { studyFilesOf } from './StudyFiles';

/** What is needed of Pyodide here: its own types name a package that is not installed. */
type Python = {
  FS: { mkdirTree(path: string): void; writeFile(path: string, data: Uint8Array | string): void };
  runPython(code: string): unknown;
};

const manual = await readFile('docs/write-a-study.md', 'utf8');
/** The code blocks of the manual in one language, in order. */
const blocks = (language: string): string[] =>
  [...manual.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((found) => found[1] ?? '');

describe('the manual', () => {
  const [studyYaml = '', questions = ''] = blocks('yaml');
  const [environment = ''] = blocks('python');

  test('has a first study that can be run', () => {
    const { study, problems } = checkStudy(studyFilesOf({ 'study.yaml': studyYaml, 'env.py': environment }), {});
    expect(problems).toEqual([]);
    expect(study?.scenes.map(({ kind }) => kind)).toEqual(['page', 'lobby', 'game', 'end']);
  });

  test('has a first game that the harness plays to its end', async () => {
    const python: Python = await loadPyodide();
    python.FS.mkdirTree('/lib/here/cubicle');
    python.FS.mkdirTree('/first');
    for (const name of await readdir('environments/cubicle'))
      if (name.endsWith('.py'))
        python.FS.writeFile(`/lib/here/cubicle/${name}`, await readFile(`environments/cubicle/${name}`));
    python.FS.writeFile('/first/env.py', environment);
    const handle = python.runPython(
      'import sys; sys.path.append("/lib/here"); from cubicle.harness import handle; handle',
    );
    if (typeof handle !== 'function') throw new Error('no harness');
    const ask = (request: object): unknown =>
      JSON.parse(String(Reflect.apply(handle, undefined, [JSON.stringify({ game: 'g', ...request })])));
    const canvas = { width: 600, height: 200 };
    expect(ask({ op: 'load', path: '/first', file: 'env.py', class: 'Box', kwargs: {}, canvas })).toMatchObject({
      ok: true,
      agents: ['red', 'blue'],
    });
    ask({ op: 'reset', seed: 1 });
    const actions = Array.from({ length: 50 }, () => ({ red: 2, blue: 2 }));
    expect(ask({ op: 'steps', actions, fromTick: 0, hashEvery: 10 })).toMatchObject({
      rewards: { red: 100, blue: 100 },
      terminations: { red: true, blue: true },
    });
  }, 60_000);

  test('shows questions and metadata of the right form', () => {
    const document = parseStudyYaml(questions).value as { questions: unknown[] };
    expect(document.questions.map((one) => question.safeParse(one).success)).toEqual([true, true, true, true, true]);
    const [metadata = ''] = blocks('json');
    expect(policyMetadata.safeParse(JSON.parse(metadata.replace(/<sha256sum.*?>/, 'a'.repeat(64)))).success).toBe(true);
  });

  test('tells the defaults of a game that are true', () => {
    const { study } = checkStudy(
      studyFilesOf({ 'study.yaml': studyYaml.replace('    maxTicks: 300\n', ''), 'env.py': environment }),
      {},
    );
    const game = study?.scenes.find((scene) => scene.kind === 'game');
    const table = manual.slice(manual.indexOf('| key | what it is | if left out |'));
    const told = Object.fromEntries(
      [...table.matchAll(/^\| `(\w+)` \|.*\| ([\w`]+) \|$/gm)].map(([, key = '', value = '']): [string, string] => [
        key,
        value,
      ]),
    );
    expect(told).toMatchObject({
      tickHz: String(game?.tickHz),
      episodes: String(game?.episodes),
      maxTicks: String(game?.maxTicks),
      defaultAction: String(game?.defaultAction),
      input: `\`${game?.input}\``,
      countdownS: String((game?.countdownMs ?? 0) / 1000),
      resumeS: String((game?.resumeMs ?? 0) / 1000),
      waitS: String((game?.waitMs ?? 0) / 1000),
      hashEvery: String(game?.hashEvery),
      snapshotEvery: String(game?.snapshotEvery),
    });
  });
});
