import type { z } from 'zod';
import { type EnvironmentSpec, environmentSpec, policyFile, type SceneFile, sceneFile } from '../../../protocol/study';
import { isMap, valueAt } from './Finding';

export type PolicyFile = z.infer<typeof policyFile>;

/**
 * The parts of a study file, each read on its own: what one of them is wrong about does not keep the others from being checked.
 * A part that breaks its own schema is null, but its name is known, so that nobody is told that it does not exist.
 */
export type StudyParts = {
  environments: ReadonlyMap<string, EnvironmentSpec | null>;
  policies: ReadonlyMap<string, PolicyFile | null>;
  scenes: readonly ScenePart[];
  maxSeats: number | null;
};
export type ScenePart = {
  index: number;
  id: string | null;
  kind: string | null;
  /** Those of the treatment never come to it: of its scene nothing is told here. */
  isLeftOut: boolean;
  scene: SceneFile | null;
};

/** `treatment`: the one whose parameters are filled in; null: none is. */
export const readParts = (document: unknown, treatment: string | null): StudyParts => {
  const scenes = valueAt(document, ['scenes']);
  const maxSeats = valueAt(document, ['seats', 'max']);
  return {
    environments: readMap(valueAt(document, ['environments']), environmentSpec),
    policies: readMap(valueAt(document, ['policies']), policyFile),
    scenes: Array.isArray(scenes) ? scenes.map((scene, index) => readScene(scene, index, treatment)) : [],
    maxSeats: typeof maxSeats === 'number' ? maxSeats : null,
  };
};

const readMap = <T>(value: unknown, schema: z.ZodType<T>): Map<string, T | null> =>
  new Map(Object.entries(isMap(value) ? value : {}).map(([name, one]) => [name, schema.safeParse(one).data ?? null]));

const readScene = (value: unknown, index: number, treatment: string | null): ScenePart => {
  const id = valueAt(value, ['id']);
  const kind = valueAt(value, ['kind']);
  const wanted = valueAt(value, ['when', 'treatment']);
  const isLeftOut = wanted !== undefined && treatment !== null && ![wanted].flat().includes(treatment);
  return {
    index,
    isLeftOut,
    id: typeof id === 'string' ? id : null,
    kind: typeof kind === 'string' ? kind : null,
    scene: isLeftOut ? null : (sceneFile.safeParse(value).data ?? null),
  };
};
