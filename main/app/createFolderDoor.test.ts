import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolderDoor } from './createFolderDoor';

let folder = '';
let records = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cubicle-door-')));
  records = join(folder, 'records');
  for (const name of ['records/volley/one', 'records-evil', 'chosen/inner', 'elsewhere']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('records and what was chosen may be shown', () => {
  const door = createFolderDoor(records);
  expect(door.check(join(records, 'volley', 'one'))).toBe(join(records, 'volley', 'one'));
  expect(door.check(records)).toBe(records);
  expect(() => door.check(join(folder, 'chosen'))).toThrow('Only exports and records');
  door.allow(join(folder, 'chosen'));
  expect(door.check(join(folder, 'chosen', 'inner'))).toBe(join(folder, 'chosen', 'inner'));
});

test('a neighbour by name, a way out by dots or by a link, and a relative path may not', () => {
  const door = createFolderDoor(records);
  symlinkSync(join(folder, 'elsewhere'), join(records, 'link'));
  for (const path of [join(folder, 'records-evil'), `${records}/../elsewhere`, join(records, 'link'), folder]) {
    expect(() => door.check(path), path).toThrow('Only exports and records');
  }
  for (const path of ['records', '', join(records, 'none')]) {
    expect(() => door.check(path), path).toThrow('not there');
  }
});
