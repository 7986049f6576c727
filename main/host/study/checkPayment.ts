import type { Finding } from './Finding';
import { valueAt } from './Finding';
import { suggest } from './findNearest';
import type { StudyParts } from './readParts';

/** Whether the scenes whose points count are there, and give points. */
export const checkPayment = (document: unknown, { scenes }: StudyParts): Finding[] => {
  const points = valueAt(document, ['payment', 'points']);
  if (!Array.isArray(points)) return [];
  const list: unknown[] = points;
  return list.flatMap((id, index): Finding[] => {
    if (typeof id !== 'string') return [];
    const path = ['payment', 'points', index];
    const scene = scenes.find((one) => one.id === id);
    if (scene?.kind === 'game' || scene?.kind === 'quiz') return [];
    const paying = scenes.flatMap((one) =>
      one.id !== null && (one.kind === 'game' || one.kind === 'quiz') ? [one.id] : [],
    );
    const message = scene
      ? `scene ${JSON.stringify(id)} is a ${scene.kind ?? 'scene'}, which gives no points`
      : `there is no scene ${JSON.stringify(id)}`;
    return [{ path, on: 'value', message, remedy: suggest(id, paying, 'Only games and quizzes give points.') }];
  });
};
