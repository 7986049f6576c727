import type { Scene, Study, StudyFile, Treatment } from '../../../protocol/study';

/** A study as those of one treatment have it, and the ids of the scenes that they do not come to. */
export type TreatedStudy = { study: Study; leftOut: ReadonlySet<string> };

/**
 * One study of what it is under each of its treatments, in their order. Each scene stands in it as the first treatment has it that
 * plays it; the others keep what differs from that.
 */
export const joinTreatments = (file: StudyFile, variants: readonly TreatedStudy[]): Study => {
  const [first] = variants;
  if (!first) throw new Error(`Study ${file.name} was not read.`);
  if (!file.treatments) return first.study;
  const scenes = first.study.scenes.map((scene, index): Scene => {
    const playing = variants.find(({ leftOut }) => !leftOut.has(scene.id));
    return playing?.study.scenes[index] ?? scene;
  });
  const base: Study = { ...first.study, scenes };
  const list = file.treatments.map(({ name, weight, parameters }, index): Treatment => {
    const { study, leftOut } = variants[index] ?? first;
    const changed = study.scenes.flatMap((scene, at): [string, Scene | null][] => {
      if (leftOut.has(scene.id)) return [[scene.id, null]];
      return isSame(scene, scenes[at]) ? [] : [[scene.id, scene]];
    });
    const environments = Object.entries(study.environments).filter(
      ([id, spec]) => !isSame(spec, base.environments[id]),
    );
    return {
      name,
      weight,
      parameters,
      scenes: Object.fromEntries(changed),
      environments: Object.fromEntries(environments),
    };
  });
  return { ...base, treatments: { by: file.assign ?? 'participant', list } };
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
