import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAppArguments } from './parseAppArguments';

const cwd = join('/', 'somewhere');
const parse = (args: string[], mayDebug = false) => parseAppArguments(args, { cwd, mayDebug });
const value = (args: string[], mayDebug = false) => {
  const parsed = parse(args, mayDebug);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
};
const refusal = (args: string[]) => {
  const parsed = parse(args);
  if (parsed.ok) throw new Error('was accepted');
  return parsed.message.split('\n')[0];
};

describe('parseAppArguments', () => {
  test('nothing given leaves everything open', () => {
    expect(value([])).toEqual({ role: null, port: null, dataFolder: null, dev: false });
  });

  test('takes values after a space or an equals sign', () => {
    expect(value(['--host', '--port', '4711', '--data', 'records', '--dev'])).toEqual({
      role: 'host',
      port: 4711,
      dataFolder: join(cwd, 'records'),
      dev: true,
    });
    expect(value(['--port=4711', `--data=${join('/', 'd')}`, '--station'])).toEqual({
      role: 'station',
      port: 4711,
      dataFolder: join('/', 'd'),
      dev: false,
    });
  });

  test.each([
    [['--kiosk'], 'Cubicle does not know the switch "--kiosk".'],
    [['--port', '80'], '--port needs a number from 1024 to 65535; found "80".'],
    [['--port'], '--port needs a number from 1024 to 65535; found nothing.'],
    [['--port=4711x'], '--port needs a number from 1024 to 65535; found "4711x".'],
    [['--data'], '--data needs a folder.'],
    [['--data', '--station'], '--data needs a folder.'],
    [['--host', '--station'], 'Give either --host or --station, not both.'],
    [['--host=yes'], '--host takes no value.'],
    [
      ['cubicle://open?file=/etc/passwd'],
      'Cubicle opens no files from the command line: "cubicle://open?file=/etc/passwd"',
    ],
    [['--\x1b[2J'], 'Cubicle opens no files from the command line: "--�[2J"'],
  ])('refuses %j in words', (args, words) => {
    expect(refusal(args)).toBe(words);
  });

  test('passes on how Chromium starts, but not a way to look inside', () => {
    expect(value(['--no-sandbox', '--disable-gpu', '--user-data-dir=/tmp/x']).role).toBeNull();
    expect(refusal(['--remote-debugging-port=9222'])).toMatch(/does not know the switch/);
    expect(refusal(['--inspect=0'])).toMatch(/does not know the switch/);
    expect(value(['--inspect=0', '--remote-debugging-port=0'], true).role).toBeNull();
  });

  test('accepts no argument that is not on its list, and never shows control characters', () => {
    const known =
      /^--(host|station|dev|port|data|no-sandbox|disable-gpu|user-data-dir|ozone-platform|ozone-platform-hint|lang)(=|$)/;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `--${text}`),
          fc.webUrl(),
        ),
        (arg) => {
          const parsed = parse([arg]);
          if (parsed.ok) expect(arg).toMatch(known);
          else expect(parsed.message.split('\n')[0]).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
