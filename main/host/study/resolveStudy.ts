import type { PolicyMetadata } from '../../../protocol/policy';
import { regionCode } from '../../../protocol/pointer';
import type { PolicySpec, Scene, SceneFile, Study, StudyFile, SurveyJson } from '../../../protocol/study';
import { fillText, type Parameters } from './fillIn';
import { chordKeys } from './keyCodes';
import { makeFormSurvey, makeQuizSurvey } from './makeSurvey';
import { listMissing } from './listMissing';
import { stripMark } from './readJson';
import { takeOverPolicies } from './agentsOfPolicy';
import type { PolicyFile } from './readParts';
import type { StudyFiles } from './StudyFiles';

/** What was read from the files that a study names, by scene id and policy name. */
export type NamedContent = {
  surveys: ReadonlyMap<string, SurveyJson>;
  metadata: ReadonlyMap<string, PolicyMetadata>;
  /** Of the treatment: what stands for {{name}} in the texts of scenes. */
  parameters: Parameters;
};

/** The checked study with every text read in: a session needs no other file to go on. */
export const resolveStudy = (file: StudyFile, files: StudyFiles, content: NamedContent): Study => ({
  name: file.name,
  title: file.title,
  version: file.version,
  description: file.description,
  seats: file.seats,
  environments: file.environments,
  policies: Object.fromEntries(
    Object.entries(file.policies).map(([name, policy]) => [name, resolvePolicy(name, policy, content)]),
  ),
  ...(file.payment === undefined ? {} : { payment: file.payment }),
  scenes: file.scenes.map((scene) => resolveScene(scene, files, content)),
  blocks: file.blocks.map(({ scenes, shuffle, keep = scenes.length, repeat }) => ({
    units: scenes.map((unit) => (Array.isArray(unit) ? unit : [unit])),
    shuffle,
    keep,
    repeat,
  })),
});

const resolvePolicy = (name: string, policy: PolicyFile, { metadata }: NamedContent): PolicySpec => {
  if (policy.kind !== 'onnx') return policy;
  const found = metadata.get(name);
  if (!found) throw new Error(`Policy ${name} was not checked.`);
  return { ...policy, metadata: found };
};

const resolveScene = (scene: SceneFile, files: StudyFiles, { surveys, parameters }: NamedContent): Scene => {
  const text = fillText(textOf(scene, files), parameters);
  const shown = { id: scene.id, title: scene.title ?? '', text };
  switch (scene.kind) {
    case 'page':
      return { ...shown, kind: 'page', button: scene.button };
    case 'consent': {
      const { agree, decline, declined } = scene;
      return { ...shown, kind: 'consent', agree, decline, declined };
    }
    case 'form':
      return {
        ...shown,
        kind: 'form',
        survey: surveys.get(scene.id) ?? makeFormSurvey(scene.questions ?? []),
        ...(scene.private === undefined ? {} : { private: scene.private }),
      };
    case 'quiz':
      return {
        ...shown,
        kind: 'quiz',
        survey: makeQuizSurvey(scene.questions),
        key: Object.fromEntries(scene.questions.map(({ id, answer }) => [id, answer])),
        hints: Object.fromEntries(scene.questions.map(({ id, hint }) => [id, hint ?? ''])),
        attempts: scene.attempts ?? null,
      };
    case 'lobby':
      return {
        ...shown,
        kind: 'lobby',
        groupSize: scene.groupSize,
        matching: scene.matching,
        waitMs: scene.waitS * 1000,
      };
    case 'game': {
      const { environment, roles, tickHz, episodes, maxTicks, defaultAction, input, hashEvery, snapshotEvery, record } =
        scene;
      const regions = Object.entries(scene.regions);
      const keys = Object.fromEntries([
        ...Object.entries(scene.keys).map(([chord, action]) => [chordKeys(chord).join('+'), action] as const),
        ...regions.map(([name, { action }]) => [regionCode(name), action] as const),
      ]);
      return {
        ...shown,
        kind: 'game',
        environment,
        roles,
        fill: scene.fill ?? null,
        takeOver: scene.takeOver
          ? {
              policies: takeOverPolicies(scene),
              afterMs: scene.takeOver.afterS * 1000,
              tell: scene.takeOver.tell ?? null,
            }
          : null,
        tickHz,
        episodes,
        maxTicks,
        keys,
        regions: Object.fromEntries(regions.map(([name, { x, y, w, h }]) => [name, { x, y, w, h }])),
        pointer: scene.pointer ?? null,
        padDeadZone: scene.padDeadZone,
        defaultAction,
        missingAction: listMissing(scene),
        input,
        turnTimeoutMs: scene.turnTimeoutS * 1000,
        freezeMs: scene.freezeS * 1000,
        countdownMs: scene.countdownS * 1000,
        resumeMs: scene.resumeS * 1000,
        waitMs: scene.waitS * 1000,
        hashEvery,
        snapshotEvery,
        record,
      };
    }
    case 'end':
      return { ...shown, kind: 'end', completionCode: scene.completionCode };
  }
};

const textOf = ({ text, file }: SceneFile, files: StudyFiles): string =>
  stripMark(file === undefined ? (text ?? '') : (files.text(file) ?? '')).replace(/\r\n?/g, '\n');
