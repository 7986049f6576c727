import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { judgeSpace, rateOf } from './judgeSpace';
import { parseDf, readFreeBytes } from './readFreeBytes.node';

const GiB = 2 ** 30;

it('warns under 1 GiB, and under ten minutes of recording at the present rate, naming both', () => {
  expect(judgeSpace({ freeBytes: GiB, bytesPerS: 0 }, '/d')).toBeNull();
  expect(judgeSpace({ freeBytes: GiB - 1, bytesPerS: 0 }, '/d')).toMatch(
    /^Only 1073 MB are free.*\/d\. Free some space/,
  );
  expect(judgeSpace({ freeBytes: 6 * GiB, bytesPerS: (6 * GiB) / 601 }, '/d')).toBeNull();
  expect(judgeSpace({ freeBytes: 6 * GiB, bytesPerS: (6 * GiB) / 599 }, '/d')).toMatch('about 9 minutes');
  expect(judgeSpace({ freeBytes: GiB / 2, bytesPerS: GiB / 180 }, '/d')).toMatch('about 1 minute at');
  expect(judgeSpace({ freeBytes: 0, bytesPerS: 10 }, '/d')).toMatch('less than a minute');
  expect(judgeSpace({ freeBytes: null, bytesPerS: 10 }, '/d')).toBeNull();
});

it('takes the rate from the first and the last sample, and a file that shrank for one that stood still', () => {
  expect(rateOf([])).toBe(0);
  expect(rateOf([{ atMs: 0, bytes: 5 }])).toBe(0);
  expect(
    rateOf([
      { atMs: 1000, bytes: 500 },
      { atMs: 2000, bytes: 900 },
      { atMs: 3000, bytes: 2500 },
    ]),
  ).toBe(1000);
  expect(
    rateOf([
      { atMs: 0, bytes: 500 },
      { atMs: 1000, bytes: 100 },
    ]),
  ).toBe(0);
});

it('reads the free space of a real disk, and what df says of it', async () => {
  expect(await readFreeBytes(tmpdir())).toBeGreaterThan(0);
  expect(await readFreeBytes('/nowhere/at/all')).toBeNull();
  const df = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n//server/my share 1000 400 600 40% /mnt/a b\n';
  expect(parseDf(df)).toBe(600 * 1024);
  expect(parseDf('df: nowhere: No such file or directory')).toBeNull();
});
