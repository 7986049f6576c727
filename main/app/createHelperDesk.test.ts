import { expect, test } from 'vitest';
import type { AppToHost, HelperKind } from '../../protocol/process';
import { createHelperDesk } from './createHelperDesk';
import type { StartedHelper } from './StartedHelper';

/** A desk whose helpers are started by hand. */
function openDesk() {
  const told: AppToHost[] = [];
  const ports: number[] = [];
  const asked: { kind: HelperKind; appear(): void; fail(reason: string): void }[] = [];
  const killed: number[] = [];
  const desk = createHelperDesk<number>({
    tell(message, given) {
      told.push(message);
      ports.push(...given);
    },
    start: (kind) =>
      new Promise<StartedHelper<number>>((resolve, reject) => {
        const number = asked.length;
        let die: (reason: string) => void = () => undefined;
        const died = new Promise<string>((settle) => {
          die = settle;
        });
        const kill = () => {
          killed.push(number);
          die('was killed');
        };
        asked.push({
          kind,
          appear: () => resolve({ port: number, kill, died }),
          fail: (reason) => reject(new Error(reason)),
        });
      }),
  });
  return { desk, told, ports, asked, killed };
}

test('a helper is told when it is there, and when it is gone', async () => {
  const { desk, told, ports, asked, killed } = openDesk();
  const started = desk.start(7, 'runner');
  expect(told).toEqual([]);
  asked[0]?.appear();
  await started;
  expect(told).toEqual([{ type: 'helperStarted', id: 7 }]);
  expect(ports).toEqual([0]);
  desk.kill(7);
  await Promise.resolve();
  expect(killed).toEqual([0]);
  expect(told.at(-1)).toEqual({ type: 'helperDied', id: 7, reason: 'was killed' });
});

test('one that cannot start has died, with the reason', async () => {
  const { desk, told, asked } = openDesk();
  const started = desk.start(1, 'bots');
  asked[0]?.fail('no such file');
  await started;
  expect(told).toEqual([{ type: 'helperDied', id: 1, reason: 'it could not be started: no such file' }]);
});

test('one that is killed before it was there never appears', async () => {
  const { desk, told, asked, killed } = openDesk();
  const started = desk.start(1, 'runner');
  desk.kill(1);
  asked[0]?.appear();
  await started;
  await Promise.resolve();
  expect(killed).toEqual([0]);
  expect(told).toEqual([{ type: 'helperDied', id: 1, reason: 'was killed' }]);
});

test('when the host is gone all its helpers go, the starting ones too, and nobody is told', async () => {
  const { desk, told, asked, killed } = openDesk();
  const first = desk.start(1, 'runner');
  const second = desk.start(2, 'bots');
  asked[0]?.appear();
  await first;
  desk.killAll();
  asked[1]?.appear();
  await second;
  await Promise.resolve();
  expect(killed).toEqual([0, 1]);
  expect(told).toEqual([{ type: 'helperStarted', id: 1 }]);
});
