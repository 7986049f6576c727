import fc from 'fast-check';
import { Model } from 'survey-core';
import { describe, expect, test } from 'vitest';
import { study as studySchema } from '../../../protocol/study';
import { checkStudy } from './checkStudy';
import { describeProblem } from './describeProblem';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, goodStudy, MODEL_HASH, withYaml } from './testing/goodStudy';

const check = (texts: Record<string, string>, hashes: Record<string, string> = goodHashes) =>
  checkStudy(studyFilesOf(texts), hashes);
const lines = (texts: Record<string, string>, hashes?: Record<string, string>) =>
  check(texts, hashes).problems.map(describeProblem);
const without = (file: string) => Object.fromEntries(Object.entries(goodStudy).filter(([name]) => name !== file));

describe('a good study', () => {
  const { study, problems } = check(goodStudy);

  test('has no problems, and survives the journal', () => {
    expect(problems).toEqual([]);
    expect(studySchema.parse(JSON.parse(JSON.stringify(study)))).toEqual(study);
  });

  test('has its texts read in, without marks and carriage returns', () => {
    expect(study?.scenes[0]).toEqual({
      id: 'welcome',
      kind: 'page',
      title: 'Welcome',
      text: '# Welcome\nPress [[Space]].\n',
      button: 'Continue',
    });
  });

  test('has its quiz key apart from what is shown', () => {
    const quiz = study?.scenes[2];
    expect(quiz).toMatchObject({
      kind: 'quiz',
      key: { jump: 'Space' },
      hints: { jump: 'Look at the large key.' },
      attempts: null,
    });
    expect(quiz?.kind === 'quiz' && JSON.stringify(quiz.survey)).not.toMatch(/answer|large key/);
  });

  test('has seconds as milliseconds, its fill, and its model described', () => {
    expect(study?.scenes[3]).toMatchObject({ kind: 'lobby', matching: 'seats', waitMs: 60_000 });
    expect(study?.scenes[4]).toMatchObject({
      kind: 'game',
      fill: 'partner',
      countdownMs: 3000,
      resumeMs: 3000,
      keys: { ArrowLeft: 1, 'ArrowLeft+Space': 4 },
    });
    expect(study?.policies).toMatchObject({
      partner: { kind: 'onnx', metadata: { sha256: MODEL_HASH }, fallback: 0 },
      lazy: { kind: 'noop' },
    });
  });

  test('has forms that SurveyJS understands and that ask what was written', () => {
    for (const scene of study?.scenes ?? []) {
      if (scene.kind !== 'form' && scene.kind !== 'quiz') continue;
      const model = new Model(scene.survey);
      expect(model.jsonErrors ?? []).toEqual([]);
      expect(model.getAllQuestions().length).toBeGreaterThan(0);
    }
    const form = study?.scenes[5];
    const asked = new Model(form?.kind === 'form' ? form.survey : {}).getAllQuestions();
    expect(asked.map((question) => [question.name, question.getType(), question.isRequired])).toEqual([
      ['fun', 'rating', true],
      ['age', 'text', true],
      ['hand', 'checkbox', true],
      ['why', 'comment', false],
    ]);
    expect(asked[0]?.getPropertyValue('rateMax')).toBe(7);
  });
});

describe('what is wrong is told with its place and its remedy', () => {
  const table: [name: string, texts: Record<string, string>, problems: string[]][] = [
    [
      'no study.yaml',
      without('study.yaml'),
      ['study.yaml: there is no study.yaml in the study folder → Copy one from a bundled study to start with.'],
    ],
    [
      'another name of study.yaml',
      { ...without('study.yaml'), 'study.yml': 'x' },
      ['study.yaml: there is no study.yaml in the study folder → Rename study.yml to study.yaml.'],
    ],
    [
      'an unknown key',
      withYaml('    groupSize: 2', '    groupSise: 2'),
      [
        'study.yaml:36:5 scenes[3].groupSize: expected a number, found nothing → Write "groupSize: …" with a number.',
        'study.yaml:38:5 scenes[3].groupSise: unknown key "groupSise" → Did you mean "groupSize"?',
      ],
    ],
    [
      'an unknown key like no other',
      withYaml('    groupSize: 2', '    groupSize: 2\n    colour: red'),
      [
        'study.yaml:39:5 scenes[3].colour: unknown key "colour" → Use one of: id, title, when, kind, text, file, groupSize, matching, waitS.',
      ],
    ],
    [
      'an unknown kind',
      withYaml('kind: lobby', 'kind: loby'),
      [
        'study.yaml:37:11 scenes[3].kind: expected one of page, consent, form, quiz, lobby, game, end, found "loby" → Did you mean "lobby"?',
        'study.yaml:42:5 scenes[4].roles: people play together here, but no lobby before it makes groups → Add a scene of kind lobby somewhere before this one.',
      ],
    ],
    [
      'no kind, and no version of the format',
      {
        ...goodStudy,
        'study.yaml': (withYaml('cubicle: 1\n', '')['study.yaml'] ?? '').replace('    kind: page\n', ''),
      },
      [
        'study.yaml:1:1 cubicle: expected 1, found nothing → Write "cubicle: 1".',
        'study.yaml:20:5 scenes[0].kind: expected one of page, consent, form, quiz, lobby, game, end, found nothing → Write "kind: page", or another of these.',
      ],
    ],
    [
      'a version that YAML takes for a number',
      withYaml('version: "1.0"', 'version: 1.0'),
      ['study.yaml:4:10 version: expected text, found 1 → Put it in quotes: "1".'],
    ],
    [
      'a number in quotes',
      withYaml('groupSize: 2', 'groupSize: "2"'),
      ['study.yaml:38:16 scenes[3].groupSize: expected a number, found "2" → Write it without quotes: 2.'],
    ],
    [
      'a name with capitals and blanks',
      withYaml('name: good', 'name: My Good Study'),
      [
        'study.yaml:2:7 name: expected a lower-case name: a letter, then letters, digits, - or _ (at most 40), found "My Good Study" → Write, for example, "my-good-study".',
      ],
    ],
    [
      'too many seats',
      withYaml('max: 24', 'max: 65'),
      ['study.yaml:7:23 seats.max: expected at most 64, found 65 → Change it to fit.'],
    ],
    [
      'fewer seats at most than at least',
      withYaml('min: 1, max: 24', 'min: 9, max: 8'),
      ['study.yaml:7:23 seats.max: expected at least seats.min (9), found 8 → Make max larger or min smaller.'],
    ],
    [
      'a missing page',
      without('pages/welcome.md'),
      [
        'study.yaml:24:11 scenes[0].file: there is no file "pages/welcome.md" in the study folder → Put the file there, or correct the path.',
      ],
    ],
    [
      'a page under another name',
      withYaml('pages/welcome.md', 'pages/wellcome.md'),
      [
        'study.yaml:24:11 scenes[0].file: there is no file "pages/wellcome.md" in the study folder → Did you mean "pages/welcome.md"?',
      ],
    ],
    [
      'a file outside the folder',
      withYaml('pages/welcome.md', '../secrets.md'),
      [
        'study.yaml:24:11 scenes[0].file: expected a path inside the study folder, found "../secrets.md" → Copy the file into the study folder and write its path from there, with "/", like pages/welcome.md.',
      ],
    ],
    [
      'two scenes of one name',
      withYaml('id: consent', 'id: welcome'),
      ['study.yaml:25:9 scenes[1].id: scene 1 already has the id "welcome" → Give every scene an id of its own.'],
    ],
    [
      'a page with nothing on it',
      withYaml('    file: pages/welcome.md\n', ''),
      [
        'study.yaml:21:5 scenes[0]: expected the page to have something to read, found nothing → Write "text: …", or "file: pages/….md".',
      ],
    ],
    [
      'an unknown environment',
      withYaml('environment: field', 'environment: filed'),
      ['study.yaml:41:18 scenes[4].environment: there is no environment "filed" → Did you mean "field"?'],
    ],
    [
      'an unknown policy',
      withYaml('right: human }', 'right: parner }'),
      [
        'study.yaml:42:34 scenes[4].roles.right: expected human or the name of a policy, found "parner" → Did you mean "partner"?',
      ],
    ],
    [
      'an unknown fill',
      withYaml('fill: partner', 'fill: robot'),
      ['study.yaml:43:11 scenes[4].fill: there is no policy "robot" → Use one of: partner, lazy.'],
    ],
    [
      'an unknown policy to take over',
      withYaml('fill: partner', 'fill: partner\n    takeOver: { policy: robot }'),
      ['study.yaml:44:25 scenes[4].takeOver.policy: there is no policy "robot" → Use one of: partner, lazy.'],
    ],
    [
      'somebody to take over whom no human plays',
      withYaml('fill: partner', 'fill: partner\n    takeOver: { policy: { left: lazy, rihgt: lazy } }'),
      [
        'study.yaml:44:39 scenes[4].takeOver.policy.rihgt: no human plays "rihgt", so nobody can be gone from it → Did you mean "right"?',
      ],
    ],
    [
      'a policy to take over that is neither a name nor one for each agent',
      withYaml('fill: partner', 'fill: partner\n    takeOver: { policy: 3 }'),
      ['study.yaml:44:25 scenes[4].takeOver.policy: expected text or a map of keys, found 3 → Write one of these.'],
    ],
    [
      'no fill for a game of two people',
      withYaml('    fill: partner\n', ''),
      [
        'study.yaml:39:5 scenes[4].fill: expected a fill policy: somebody of the group may be missing → Write, for example, "fill: partner".',
      ],
    ],
    [
      'a game that nobody plays',
      withYaml('left: human, right: human', 'left: lazy, right: lazy'),
      [
        'study.yaml:42:5 scenes[4].roles: expected at least one agent to be played by a human, found none → Give one agent the role human.',
      ],
    ],
    [
      'no keys',
      withYaml('    keys:\n      ArrowLeft: 1\n      ArrowLeft+Space: 4', '    keys: {}'),
      [
        'study.yaml:44:5 scenes[4].keys: expected keys to play with, found none → Write, for example, "ArrowLeft: 1" below it.',
      ],
    ],
    [
      'keys by other names',
      withYaml('      ArrowLeft: 1\n', '      left: 1\n      a: 2\n      Arowleft: 3\n      Spacebar: 5\n'),
      [
        'study.yaml:45:7 scenes[4].keys.left: expected a key code (KeyboardEvent.code), found "left" → Did you mean "ArrowLeft"?',
        'study.yaml:46:7 scenes[4].keys.a: expected a key code (KeyboardEvent.code), found "a" → Did you mean "KeyA"?',
        'study.yaml:47:7 scenes[4].keys.Arowleft: expected a key code (KeyboardEvent.code), found "Arowleft" → Did you mean "ArrowLeft"?',
        'study.yaml:48:7 scenes[4].keys.Spacebar: expected a key code (KeyboardEvent.code), found "Spacebar" → Did you mean "Space"?',
      ],
    ],
    [
      'a chord of five, and one twice',
      withYaml('ArrowLeft: 1\n', 'KeyA+KeyB+KeyC+KeyD+KeyE: 1\n      Space + ArrowLeft: 2\n'),
      [
        'study.yaml:45:7 scenes[4].keys.KeyA+KeyB+KeyC+KeyD+KeyE: expected at most 4 keys at once, found 5 → Use fewer keys together.',
        'study.yaml:47:7 scenes[4].keys.ArrowLeft+Space: "ArrowLeft+Space" are the same keys as "Space + ArrowLeft" → Keep one of the two.',
      ],
    ],
    [
      'an action of no known type',
      withYaml('ArrowLeft: 1', 'ArrowLeft: { go: left }'),
      [
        'study.yaml:45:7 scenes[4].keys.ArrowLeft: expected a number, text, true or false, a list or null, found a map of keys → Write one of these.',
      ],
    ],
    [
      'a quiz answer that is no option',
      withYaml('answer: Space', 'answer: space'),
      [
        'study.yaml:34:17 scenes[2].questions[0].answer: expected the answer to be one of the options, word for word, found "space" → Did you mean "Space"?',
      ],
    ],
    [
      'the same question twice',
      withYaml('id: age', 'id: fun'),
      [
        'study.yaml:51:29 scenes[5].questions[1].id: question 1 already has the id "fun" → Give every question of a scene an id of its own.',
      ],
    ],
    [
      'the same option twice, and an age that nobody has',
      withYaml(
        'min: 18, max: 120 }\n      - { type: choice, id: hand, text: Your hand, options: [left, right]',
        'min: 18, max: 12 }\n      - { type: choice, id: hand, text: Your hand, options: [left, left, a|b]',
      ),
      [
        'study.yaml:51:64 scenes[5].questions[1].max: expected max to be at least min (18), found 12 → Make max larger or min smaller.',
        'study.yaml:52:68 scenes[5].questions[2].options[1]: the option "left" is there twice → Make every option different.',
        'study.yaml:52:74 scenes[5].questions[2].options[2]: the option "a|b" has a | in it, which surveys read as a separator → Write it without |, e.g. with / instead.',
      ],
    ],
    [
      'two things where one belongs',
      withYaml(
        '    survey: forms/more.json',
        '    survey: forms/more.json\n    text: Please.\n    file: pages/welcome.md\n    questions: [{ type: text, id: a, text: b }]',
      ),
      [
        'study.yaml:56:5 scenes[6].survey: found both questions and a survey → Keep one of the two.',
        'study.yaml:58:5 scenes[6].file: found both a text and a file → Keep one of the two.',
      ],
    ],
    [
      'a form that asks nothing',
      withYaml('    survey: forms/more.json\n', ''),
      [
        'study.yaml:54:5 scenes[6]: expected the form to ask something, found nothing → Write "questions:" with one question or more, or "survey: …" with a SurveyJS file.',
      ],
    ],
    [
      'a group larger than the room',
      withYaml('max: 24', 'max: 1'),
      [
        'study.yaml:38:16 scenes[3].groupSize: expected at most as many as there are seats (1), found 2 → Make groupSize smaller or seats.max larger.',
      ],
    ],
    [
      'files of the wrong kind',
      {
        ...goodStudy,
        'study.yaml': (withYaml('env.py', 'env.js')['study.yaml'] ?? '')
          .replace('card.svg', 'card.tiff')
          .replace('kind: noop', 'kind: python, file: lazy.txt, class: Lazy, requiresPython: ">=3.11"'),
      },
      [
        'study.yaml:6:10 picture: expected a file ending in .png, .jpg, .jpeg, .gif, .webp, .svg, found "pictures/card.tiff" → Name a file of this kind.',
        'study.yaml:10:11 environments.field.file: expected a file ending in .py, found "env.js" → Name a file of this kind.',
        'study.yaml:19:31 policies.lazy.file: expected a file ending in .py, found "lazy.txt" → Name a file of this kind.',
        'study.yaml:19:54 policies.lazy.requiresPython: the Python of runtime pyodide comes with Cubicle; requiresPython is for runtime python → Take this key out, or write "runtime: python".',
      ],
    ],
    [
      'a page too long for a session',
      { ...goodStudy, 'pages/welcome.md': 'x'.repeat(300_000) },
      [
        'study.yaml:24:11 scenes[0].file: expected a text of at most 256 KiB, found 293 KiB in "pages/welcome.md" → Shorten it, or spread it over several pages.',
      ],
    ],
    [
      'no end',
      withYaml('  - id: bye\n    kind: end\n    text: Thank you!\n', ''),
      [
        'study.yaml:55:11 scenes[6].kind: expected the last scene to be of kind end, found form → Add a last scene: "- id: end", "kind: end", with a text that says thank you and goodbye.',
      ],
    ],
    [
      'an end too early',
      withYaml('    kind: page', '    kind: end'),
      [
        'study.yaml:22:11 scenes[0].kind: the end comes before other scenes, which nobody would reach → Move the end scene to the end of the list.',
      ],
    ],
    [
      'a pickle',
      withYaml('partner.onnx', 'partner.pkl'),
      [
        'study.yaml:17:12 policies.partner.model: expected an ONNX model, found the pickle "policies/partner.pkl" → Opening a pickle can run any program, so Cubicle never does. Export the model as ONNX, for example with torch.onnx.export.',
      ],
    ],
    [
      'a missing model',
      without('policies/partner.onnx'),
      [
        'study.yaml:17:12 policies.partner.model: there is no file "policies/partner.onnx" in the study folder → Put the file there, or correct the path.',
      ],
    ],
    [
      'metadata that is no JSON',
      { ...goodStudy, 'policies/partner.json': '{\n  "name": "partner",\n}' },
      [
        'policies/partner.json:3:1: expected valid JSON → Put all names and texts in double quotes, a comma between items and none after the last; a JSON checker shows the place.',
      ],
    ],
    [
      'metadata without what is needed',
      {
        ...goodStudy,
        'policies/partner.json': (goodStudy['policies/partner.json'] ?? '')
          .replace('"argmax"', '"greedy"')
          .replace(/"dtype".*/, '"dtype": 3'),
      },
      [
        'policies/partner.json:11:14 input.dtype: expected float32, found 3 → Write float32.',
        'policies/partner.json:20:17 actionHead: expected argmax, softmax or continuous, found "greedy" → Use one of: argmax, softmax, continuous.',
      ],
    ],
    [
      'a model whose metadata knows only one side',
      {
        ...goodStudy,
        'policies/partner.json': (goodStudy['policies/partner.json'] ?? '').replace('"right"', '"other"'),
      },
      [
        'study.yaml:18:15 policies.partner.metadata: "partner" may play "right", but its actionMap has no actions for it (only for left, other) → Add "right" to the actionMap of the metadata.',
      ],
    ],
    [
      'a survey that is no survey',
      { ...goodStudy, 'forms/more.json': '[]' },
      [
        'forms/more.json:1:1: expected a SurveyJS survey, a JSON object, found a list → Write {"elements": […]}, or copy the JSON from the tab of that name in the SurveyJS Creator.',
      ],
    ],
  ];
  test.each(table)('%s', (_, texts, expected) => {
    expect(lines(texts)).toEqual(expected);
  });

  test('a model that is not the one described, by the first digits of both', () => {
    expect(lines(goodStudy, { 'policies/partner.onnx': 'ffffffffffff'.padEnd(64, 'f') })).toEqual([
      'study.yaml:17:12 policies.partner.model: expected the model that policies/partner.json describes (SHA-256 0123456789ab…), found another one (ffffffffffff…) → Put the right model there. If it was changed on purpose, check its metadata and write its new SHA-256 into policies/partner.json.',
    ]);
  });

  test('broken YAML, at its line', () => {
    const tab = check({ ...goodStudy, 'study.yaml': 'cubicle: 1\nscenes:\n\t- id: a\n' }).problems;
    expect(tab[0]).toMatchObject({ file: 'study.yaml', line: 3, remedy: 'Indent with spaces, never with tabs.' });
    const twice = check(withYaml('seats:', 'title: again\nseats:')).problems;
    expect(twice).toMatchObject([{ line: 7, column: 1, remedy: 'Write this key once only.' }]);
    const open = check(withYaml('[Space, Enter]', '[Space, Enter')).problems;
    expect(open[0]?.line).toBeGreaterThanOrEqual(32);
  });

  test('an empty study, and one that is a list', () => {
    expect(lines({ 'study.yaml': '' })[0]).toMatch(/^study\.yaml:1:1: expected a map of keys, found nothing → /);
    expect(lines({ 'study.yaml': '- a\n- b\n' })[0]).toMatch(/expected a map of keys, found a list/);
  });

  test('a few lines that would swell to gigabytes', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n++)
      bomb.push(
        `${'abcdefghijkl'.charAt(n)}: &${'abcdefghijkl'.charAt(n)} [${Array(9)
          .fill(`*${'abcdefghijkl'.charAt(n - 1)}`)
          .join(', ')}]`,
      );
    expect(check({ 'study.yaml': bomb.join('\n') }).problems[0]?.remedy).toContain('without anchors');
  });

  test('all of it at once, in the order of the file', () => {
    const texts: Record<string, string> = {
      ...withYaml('title: A good study', 'titel: A good study'),
      'policies/partner.json': '{',
    };
    texts['study.yaml'] = (texts['study.yaml'] ?? '')
      .replace('answer: Space', 'answer: Tab')
      .replace('env.py', 'game.py');
    expect(check(texts).problems.map(({ file, path }) => `${file} ${path}`)).toEqual([
      'study.yaml title',
      'study.yaml titel',
      'study.yaml environments.field.file',
      'study.yaml scenes[2].questions[0].answer',
      'policies/partner.json ',
    ]);
  });
});

describe('whatever an author writes', () => {
  const files = Object.keys(goodStudy);
  const edit = fc.record({
    file: fc.constantFrom(...files, 'study.yaml', 'study.yaml', 'study.yaml'),
    from: fc.nat(1_000_000),
    length: fc.nat(40),
    text: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        '\t',
        '- ',
        ': ',
        '{',
        ']',
        '&a',
        '*a',
        '!!map',
        '"',
        '\n',
        '__proto__: 1\n',
        '? ',
        '|',
        'null',
        '1e999',
      ),
    ),
  });

  test('checking ends with a study or with problems that have words and a place', () => {
    let wrong = 0;
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.option(fc.constantFrom(...files)),
        (edits, lost) => {
          const texts: Record<string, string> = { ...goodStudy };
          for (const { file, from, length, text } of edits) {
            const now = texts[file] ?? '';
            const at = from % (now.length + 1);
            texts[file] = now.slice(0, at) + text + now.slice(at + length);
          }
          if (lost !== null) delete texts[lost];
          const { study, problems } = check(texts);
          expect(study === null).toBe(problems.length > 0);
          wrong += problems.length > 0 ? 1 : 0;
          for (const problem of problems) {
            expect(problem.message).not.toBe('');
            const count = (texts[problem.file] ?? '').split(/\r\n|\r|\n/).length;
            if (problem.line !== null) expect(problem.line).toBeLessThanOrEqual(count);
            expect(describeProblem(problem)).toContain(problem.file);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(wrong).toBeGreaterThan(100);
  });
});
