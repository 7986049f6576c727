import type { SceneFile } from '../../../protocol/study';
import { checkGameScene } from './checkGameScene';
import { checkQuestions } from './checkQuestions';
import { checkTextFile } from './checkNamedFile';
import type { Finding } from './Finding';
import type { ScenePart, StudyParts } from './readParts';
import type { StudyFiles } from './StudyFiles';

/** What is wrong with the scenes beyond their shape: names, order, and the files they need. */
export const checkScenes = (parts: StudyParts, files: StudyFiles): Finding[] => [
  ...checkIds(parts.scenes),
  ...checkEnd(parts.scenes),
  ...parts.scenes.flatMap(({ scene, index }) => (scene ? checkScene(scene, index, parts, files) : [])),
];

const checkScene = (scene: SceneFile, index: number, parts: StudyParts, files: StudyFiles): Finding[] => [
  ...checkText(scene, index, files),
  ...checkQuestions(scene, index, files),
  ...(scene.kind === 'game' ? checkGameScene(scene, index, parts) : []),
  ...(scene.kind === 'lobby' ? checkLobby(scene, index, parts) : []),
];

const checkIds = (scenes: readonly ScenePart[]): Finding[] =>
  scenes.flatMap(({ id, index }) => {
    const first = scenes.find((other) => other.id === id);
    if (id === null || first === undefined || first.index === index) return [];
    const message = `scene ${first.index + 1} already has the id ${JSON.stringify(id)}`;
    return [
      { path: ['scenes', index, 'id'], on: 'value' as const, message, remedy: 'Give every scene an id of its own.' },
    ];
  });

const checkEnd = (scenes: readonly ScenePart[]): Finding[] => {
  const last = scenes.at(-1);
  if (!last) return [];
  const early: Finding[] = scenes.slice(0, -1).flatMap(({ kind, index }) => {
    if (kind !== 'end') return [];
    const message = 'the end comes before other scenes, which nobody would reach';
    return [
      {
        path: ['scenes', index, 'kind'],
        on: 'value' as const,
        message,
        remedy: 'Move the end scene to the end of the list.',
      },
    ];
  });
  if (last.kind === 'end') return early;
  const message = `expected the last scene to be of kind end, found ${last.kind ?? 'nothing'}`;
  const remedy = 'Add a last scene: "- id: end", "kind: end", with a text that says thank you and goodbye.';
  return [...early, { path: ['scenes', last.index, 'kind'], on: 'value', message, remedy }];
};

const checkText = (scene: SceneFile, index: number, files: StudyFiles): Finding[] => {
  const { text, file, kind } = scene;
  if (text !== undefined && file !== undefined) {
    const message = 'found both a text and a file';
    return [{ path: ['scenes', index, 'file'], on: 'key', message, remedy: 'Keep one of the two.' }];
  }
  if (file !== undefined) return checkTextFile(files, file, ['scenes', index, 'file'], ['.md', '.txt']);
  if (text === undefined && (kind === 'page' || kind === 'consent')) {
    const message = `expected the ${kind} to have something to read, found nothing`;
    return [{ path: ['scenes', index], on: 'value', message, remedy: 'Write "text: …", or "file: pages/….md".' }];
  }
  return [];
};

const checkLobby = (
  { groupSize }: Extract<SceneFile, { kind: 'lobby' }>,
  index: number,
  { maxSeats }: StudyParts,
): Finding[] => {
  if (maxSeats === null || groupSize <= maxSeats) return [];
  const message = `expected at most as many as there are seats (${maxSeats}), found ${groupSize}`;
  return [
    {
      path: ['scenes', index, 'groupSize'],
      on: 'value',
      message,
      remedy: 'Make groupSize smaller or seats.max larger.',
    },
  ];
};
