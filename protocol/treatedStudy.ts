import type { Study, Treatment } from './study';

/** The treatment of this name; null for null, and where the study has none such. */
const treatmentOf = (study: Study, name: string | null): Treatment | null =>
  study.treatments?.list.find((one) => one.name === name) ?? null;

/** Whether those of a treatment never come to this scene. */
export const isLeftOut = (study: Study, name: string | null, scene: string): boolean =>
  treatmentOf(study, name)?.scenes[scene] === null;

/**
 * The study as those of a treatment see and play it; the study itself for null. Scenes that are left out stand in it all the same,
 * so that each scene has one index for everybody.
 */
export const treatedStudy = (study: Study, name: string | null): Study => {
  const treatment = treatmentOf(study, name);
  if (treatment === null) return study;
  return {
    ...study,
    scenes: study.scenes.map((scene) => treatment.scenes[scene.id] ?? scene),
    environments: { ...study.environments, ...treatment.environments },
  };
};

/** The study under each of its treatments; as it is, for null, when it has none. */
export const listVariants = (study: Study): { treatment: string | null; variant: Study }[] =>
  study.treatments?.list.map(({ name }) => ({ treatment: name, variant: treatedStudy(study, name) })) ?? [
    { treatment: null, variant: study },
  ];
