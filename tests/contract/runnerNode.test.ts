import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { keepSnapshot } from '../../main/host/game/keepSnapshot.node';
import { createNodeHelpers } from '../../main/host/game/createNodeHelpers.node';
import { type BuiltWorkers, buildWorkers } from '../game/buildWorkers';
import { describeRunner } from './runnerContract';

let workers: BuiltWorkers;
let folder: string;
let helpers: ReturnType<typeof createNodeHelpers>;
beforeAll(async () => {
  workers = await buildWorkers();
  folder = mkdtempSync(join(tmpdir(), 'cubicle-contract-'));
  helpers = createNodeHelpers({ ...workers, snapshotFile: join(folder, 'python.snapshot') });
});
afterAll(() => {
  helpers.close();
  workers.remove();
  rmSync(folder, { recursive: true });
});

describeRunner('a runner in a Node child process', {
  startRunner: () => helpers.start('runner'),
  keepSnapshot: (file) => keepSnapshot(join(folder, 'python.snapshot'), file),
});
