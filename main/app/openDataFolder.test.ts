import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Question } from './askUser';
import { findFolderProblem, openDataFolder } from './openDataFolder';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A user who answers each question with the next button. */
function prepareUser(buttons: number[], chosen: string | null = null) {
  const asked: Question[] = [];
  return {
    asked,
    ask: {
      choose: (question: Question) => {
        asked.push(question);
        const answer = buttons.shift();
        return answer === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(answer);
      },
      chooseNewFolder: () => Promise.reject(new Error('not asked for')),
      chooseFolder: () => Promise.resolve(chosen),
    },
  };
}

test('a missing folder is made, and nothing is left in it', async () => {
  const wanted = join(folder, 'a', 'b');
  const { ask, asked } = prepareUser([]);
  expect(await openDataFolder(wanted, ask)).toBe(wanted);
  expect(readdirSync(wanted)).toEqual([]);
  expect(asked).toEqual([]);
});

test('a place that cannot be a folder is told, and another one taken', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const other = join(folder, 'other');
  const { ask, asked } = prepareUser([0], other);
  expect(await openDataFolder(join(file, 'inside'), ask)).toBe(other);
  expect(existsSync(other)).toBe(true);
  expect(asked[0]?.detail).toContain(
    `${join(file, 'inside')}\nThere is a file of that name, or one of its folders is a file.`,
  );
});

test('cancelling the choice asks again; quitting gives nothing', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { ask, asked } = prepareUser([0, 1, 2], null);
  expect(await openDataFolder(file, ask)).toBeNull();
  expect(asked).toHaveLength(3);
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a folder of somebody else', () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  expect(findFolderProblem(closed)).toBe('This user may not write there.');
});
