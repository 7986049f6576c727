import type { Block, Scene, Study } from '../../../protocol/study';
import { deriveSeed } from './deriveSeed';
import { shuffleUnits } from './shuffleUnits';

type Treatments = NonNullable<Study['treatments']>;

/**
 * A study with its scenes in the order in which a session with this seed plays them: what its blocks shuffle is shuffled, what they do
 * not keep is gone, and what they repeat is there several times, from the second time on as `<id>_2` and so on. Points of
 * repeated scenes count like those of the first. The order is one for the whole room.
 */
export function arrangeScenes(study: Study, seed: number): Study {
  const scenes: Scene[] = [];
  const copies = new Map<string, string[]>();
  for (const original of study.scenes) {
    const number = study.blocks.findIndex(({ units }) => units.flat().includes(original.id));
    const block = study.blocks[number];
    if (block === undefined) {
      scenes.push(original);
      continue;
    }
    if (block.units[0]?.[0] !== original.id) continue; // the block was played where its first scene stands
    for (const { id, time } of playBlock(block, seed, number)) {
      const found = study.scenes.find((scene) => scene.id === id);
      if (found === undefined) continue;
      const name = time === 1 ? id : nameCopy(id, time, study.scenes);
      copies.set(id, [...(copies.get(id) ?? []), name]);
      scenes.push({ ...found, id: name });
    }
  }
  const { payment } = study;
  const points = payment?.points.flatMap((id) => copies.get(id) ?? (isKept(id, scenes) ? [id] : [])) ?? [];
  return {
    ...study,
    scenes,
    blocks: [],
    ...(payment !== undefined && { payment: { ...payment, points } }),
    ...(study.treatments && { treatments: withCopies(study.treatments, copies) }),
  };
}

/** What a treatment changes of a scene it changes of all its copies. */
function withCopies(treatments: Treatments, copies: ReadonlyMap<string, readonly string[]>): Treatments {
  const list = treatments.list.map((treatment) => ({
    ...treatment,
    scenes: Object.fromEntries(
      Object.entries(treatment.scenes).flatMap(([id, scene]) =>
        (copies.get(id) ?? [id]).map((name) => [name, scene && { ...scene, id: name }]),
      ),
    ),
  }));
  return { ...treatments, list };
}

const isKept = (id: string, scenes: readonly Scene[]): boolean => scenes.some((scene) => scene.id === id);

function playBlock(
  { units, shuffle, keep, repeat }: Block,
  seed: number,
  number: number,
): { id: string; time: number }[] {
  return Array.from({ length: repeat }, (_, index) => {
    const ordered = shuffle ? shuffleUnits(units, deriveSeed(seed, `block/${number}/${index}`)) : units;
    return ordered.slice(0, keep).flatMap((unit) => unit.map((id) => ({ id, time: index + 1 })));
  }).flat();
}

/** A name for a scene played again, which no scene of the study has. */
function nameCopy(id: string, time: number, scenes: readonly Scene[]): string {
  const name = `${id}_${time}`;
  return isKept(name, scenes) ? nameCopy(`${id}_`, time, scenes) : name;
}
