import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { inRoot } from '../../../build/scripts/paths.mjs';

const pictures = ['sheet.png', 'sheet.json'];

/** Five hundred moving sprites. @returns the study's name */
function writeFlock(folder) {
  cpSync(inRoot('tests/bench/lab/flock'), folder, { recursive: true });
  for (const name of pictures) cpSync(inRoot('tests/ui/drawing', name), join(folder, name));
  return 'bench';
}

/** What is played of which bundled study. */
const kinds = {
  partner: { from: 'volley', scenes: ['partner', 'end'] },
  soak: { from: 'volley', scenes: ['partner', 'end'], episodes: 1000 },
  together: { from: 'volley', scenes: ['lobby', 'together', 'end'] },
  kitchen: { from: 'kitchen', scenes: ['partner', 'end'] },
};

/**
 * A study without reading and without an end: everybody plays volley with the ONNX partner (`partner`), or two by two
 * (`together`), or plays a thousand such games one after the other (`soak`), or cooks with the partner (`kitchen`), as soon as the session starts. `flock`: a study of one player who sees
 * much that moves.
 * @returns the study's name
 */
export function writeBenchStudy(dataDir, kind) {
  const folder = join(dataDir, 'studies', 'bench');
  if (kind === 'flock') return writeFlock(folder);
  const { from, scenes, episodes } = kinds[kind];
  cpSync(inRoot('environments', from), folder, { recursive: true });
  const file = join(folder, 'study.yaml');
  const study = parse(readFileSync(file, 'utf8'));
  study.name = 'bench';
  study.title = 'Bench';
  study.seats = { min: 1, max: 64 };
  for (const { kwargs } of Object.values(study.environments)) {
    if (episodes !== undefined) break;
    kwargs.max_ticks = 1_000_000;
    if ('points_to_win' in kwargs) kwargs.points_to_win = 1000;
  }
  study.scenes = study.scenes.filter(({ id }) => scenes.includes(id));
  for (const scene of study.scenes)
    if (scene.kind === 'game')
      Object.assign(scene, { countdownS: 0, ...(episodes === undefined ? { maxTicks: 1_000_000 } : { episodes }) });
  writeFileSync(file, stringify(study));
  return study.name;
}
