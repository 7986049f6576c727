import { expect, it } from 'vitest';
import { parseHostArguments } from './parseHostArguments';

const needed = ['--data', '/d', '--studies', '/s', '--ui', '/u', '--version', '1.2.3'];

it('reads what the app passes on', () => {
  expect(
    parseHostArguments([
      ...needed,
      '--snapshot',
      '/c/python.snapshot',
      '--port',
      '4711',
      '--resume',
      '--left',
      '/d/s/r',
    ]),
  ).toEqual({
    dataDir: '/d',
    studiesDir: '/s',
    uiDir: '/u',
    appVersion: '1.2.3',
    snapshotFile: '/c/python.snapshot',
    port: 4711,
    resume: true,
    leftOpen: '/d/s/r',
  });
  expect(parseHostArguments(needed)).toMatchObject({ port: null, resume: false, leftOpen: null, snapshotFile: null });
});

it('says which part is missing', () => {
  expect(() => parseHostArguments(['--data', '/d'])).toThrow('--studies');
});
