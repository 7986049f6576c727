import { blockFile } from '../../../protocol/study';
import { type Finding, type Path, valueAt } from './Finding';
import { suggest } from './findNearest';
import type { ScenePart, StudyParts } from './readParts';

type Unit = { block: number; unit: number; isDrawn: boolean; isChosen: boolean };

/** What is wrong with blocks beyond their shape: scenes that are not there, or not together, and games that may lose their lobby. */
export const checkBlocks = (document: unknown, { scenes }: StudyParts): Finding[] => {
  const list = valueAt(document, ['blocks']);
  if (!Array.isArray(list)) return [];
  const unitOf = new Map<string, Unit>();
  const findings = list.flatMap((value: unknown, block): Finding[] => {
    const read = blockFile.safeParse(value);
    if (!read.success) return []; // its shape is told elsewhere
    const { scenes: units, shuffle, keep = units.length } = read.data;
    const at = (...path: Path): Path => ['blocks', block, ...path];
    const named = units.flatMap((unit, index) => (Array.isArray(unit) ? unit : [unit]).map((id) => ({ id, index })));
    const wrong = named.flatMap(({ id, index }) => checkNamed(id, at('scenes', index), scenes, unitOf));
    for (const { id, index } of named)
      unitOf.set(id, { block, unit: index, isDrawn: shuffle || keep < units.length, isChosen: keep < units.length });
    if (wrong.length > 0) return wrong;
    if (keep > units.length) {
      const message = `expected at most ${units.length}, as many as there are, found ${keep}`;
      return [{ path: at('keep'), on: 'value', message, remedy: 'Make it smaller, or leave it out to keep all.' }];
    }
    const places = named.map(({ id }) => scenes.findIndex((scene) => scene.id === id));
    if (places.every((place, index) => place === (places[0] ?? 0) + index)) return [];
    const message = 'expected scenes that follow one another, in the order in which they stand under "scenes:"';
    return [{ path: at('scenes'), on: 'value', message, remedy: 'Name them as they stand there, without a gap.' }];
  });
  return findings.length > 0 ? findings : checkLobbies(scenes, unitOf);
};

const checkNamed = (
  id: string,
  path: Path,
  scenes: readonly ScenePart[],
  taken: ReadonlyMap<string, Unit>,
): Finding[] => {
  const scene = scenes.find((one) => one.id === id);
  const finding = (message: string, remedy: string): Finding[] => [{ path, on: 'value', message, remedy }];
  if (scene === undefined) {
    const ids = scenes.flatMap((one) => (one.id === null ? [] : [one.id]));
    return finding(`there is no scene ${JSON.stringify(id)}`, suggest(id, ids, 'Name scenes of this study.'));
  }
  if (scene.kind === 'end') return finding(`scene ${JSON.stringify(id)} is the end`, 'Leave it out: it comes last.');
  if (taken.has(id)) return finding(`scene ${JSON.stringify(id)} is in a block already`, 'Keep it in one of the two.');
  return [];
};

/** Every game of several people must come after a lobby in every order that can be drawn. */
const checkLobbies = (scenes: readonly ScenePart[], unitOf: ReadonlyMap<string, Unit>): Finding[] =>
  scenes.flatMap(({ id, scene, index }): Finding[] => {
    if (scene?.kind !== 'game' || id === null) return [];
    if (Object.values(scene.roles).filter((role) => role === 'human').length < 2) return [];
    const lobbies = scenes.filter(
      (other) => other.kind === 'lobby' && !other.isLeftOut && other.index < index && other.id !== null,
    );
    const here = unitOf.get(id);
    const isSure = (lobby: ScenePart): boolean => {
      const there = unitOf.get(lobby.id ?? '');
      if (there === undefined || !there.isDrawn) return true;
      if (there.block === here?.block) return there.unit === here.unit;
      return !there.isChosen;
    };
    if (lobbies.length === 0 || lobbies.some(isSure)) return [];
    const lobby = lobbies.at(-1)?.id ?? '';
    const message = `the lobby ${JSON.stringify(lobby)} may come after the game ${JSON.stringify(id)}, or not at all`;
    const remedy = `Keep them together in their block, as [${lobby}, ${id}], or put a lobby before the block.`;
    return [{ path: ['scenes', index], on: 'value', message, remedy }];
  });
