import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { inRoot } from '../../../build/scripts/paths.mjs';

/**
 * Volley without reading and without an end, at 30 Hz: everybody plays with the ONNX partner (`partner`), or two by two
 * (`together`), as soon as the session starts.
 * @returns the study's name
 */
export function writeBenchStudy(dataDir, kind) {
  const folder = join(dataDir, 'studies', 'bench');
  cpSync(inRoot('environments/volley'), folder, { recursive: true });
  const file = join(folder, 'study.yaml');
  const study = parse(readFileSync(file, 'utf8'));
  const wanted = kind === 'partner' ? ['partner', 'end'] : ['lobby', 'together', 'end'];
  study.name = 'bench';
  study.title = 'Bench';
  study.environments.volley.kwargs = { points_to_win: 1000, max_ticks: 1_000_000 };
  study.scenes = study.scenes.filter(({ id }) => wanted.includes(id));
  for (const scene of study.scenes)
    if (scene.kind === 'game') Object.assign(scene, { countdownS: 0, maxTicks: 1_000_000 });
  writeFileSync(file, stringify(study));
  return study.name;
}
