import { afterAll, beforeAll } from 'vitest';
import { keepSnapshot } from '../../main/host/game/keepSnapshot.node';
import { createNodeHelpers } from '../../main/host/game/createNodeHelpers.node';
import { type BuiltWorkers, buildWorkers } from '../game/buildWorkers';
import { describeRunner } from './runnerContract';

let workers: BuiltWorkers;
let helpers: ReturnType<typeof createNodeHelpers>;
beforeAll(async () => {
  workers = await buildWorkers();
  helpers = createNodeHelpers(workers);
});
afterAll(() => {
  helpers.close();
  workers.remove();
});

describeRunner('a runner in a Node child process', {
  startRunner: () => helpers.start('runner'),
  keepSnapshot: (file) => keepSnapshot(workers.snapshotFile, file),
});
