import { existsSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/**
 * Every program that is bundled for Node or Electron, and what it becomes under dist/.
 * One self-contained file each, so that a process or a worker is started by one path.
 */
const nodeBundles = [
  { output: 'main/main.cjs', input: 'main/app/main.ts' },
  { output: 'preload/preload.cjs', input: 'preload/preload.ts' },
  { output: 'preload/pairing.cjs', input: 'preload/pairing.ts' },
  { output: 'preload/runner.cjs', input: 'preload/runner.ts' },
  { output: 'host/host.cjs', input: 'main/host/host.node.ts' },
  { output: 'host/record.cjs', input: 'main/host/record/record.worker.ts' },
  { output: 'host/sync.cjs', input: 'main/host/sync.worker.ts' },
  { output: 'host/bots.cjs', input: 'main/host/game/bots.worker.ts' },
  { output: 'host/runner-node.cjs', input: 'main/host/game/runnerNode.worker.ts' },
  { output: 'cli/cubicle.cjs', input: 'main/cli/cubicle.node.ts' },
];

/** Programs that a browser (or a hidden window) runs as a module. */
const browserBundles = [
  { output: 'runner/runner-page.js', input: 'main/host/game/runnerPage/runnerPage.worker.ts' },
  { output: 'runner/runner-web.js', input: 'main/host/game/runnerWeb.worker.ts' },
];

/** Pages that vite builds, each a folder of renderer/ with an index.html. */
const pages = ['console', 'station', 'pairing'];

/** Files that are copied as they are, because a hidden window loads them beside its bundle. */
const copies = [
  { output: 'runner/index.html', input: 'main/host/game/runnerPage/runner.html' },
  { output: 'main/icon.png', input: 'build/icons/icon.png' },
];

/** The lists above, once everything they name is there. */
export function findBundles() {
  const sources = [
    ...[...nodeBundles, ...browserBundles, ...copies].map(({ input }) => input),
    ...pages.map((page) => `renderer/${page}/index.html`),
  ];
  for (const source of sources) {
    if (!existsSync(inRoot(source))) throw new Error(`The build needs ${source}, which is not there.`);
  }
  return { node: nodeBundles, browser: browserBundles, pages, copies };
}
