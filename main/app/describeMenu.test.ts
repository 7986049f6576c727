import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { type MenuCommand, menuCommands } from '../../protocol/bridge';
import { describeMenu } from './describeMenu';

const nothing = () => undefined;
const describe = (change: Partial<Parameters<typeof describeMenu>[0]> = {}) =>
  describeMenu({
    platform: 'linux',
    dev: false,
    send: nothing,
    becomeStation: nothing,
    showLogs: nothing,
    showRecords: nothing,
    ...change,
  });

const flatten = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);

test('every command of the console is in the menu once, and sends itself', () => {
  const sent: MenuCommand[] = [];
  const items = flatten(describe({ send: (command) => void sent.push(command) }));
  for (const command of menuCommands) {
    const own = items.filter((item) => item.id === command);
    expect(
      own.map((item) => item.label),
      command,
    ).toHaveLength(1);
    if (own[0]?.click) Reflect.apply(own[0].click, undefined, []);
  }
  expect(sent).toEqual([...menuCommands]);
});

test('the keys are those of the habit, none is given twice, and nothing that ends a session has one', () => {
  const items = flatten(describe({ dev: true }));
  const keys = items.flatMap((item) => (item.accelerator ? [[item.id ?? item.role, item.accelerator]] : []));
  expect(Object.fromEntries(keys)).toMatchObject({
    startSession: 'F5',
    pauseSession: 'F12',
    resumeSession: 'Shift+F12',
  });
  expect(new Set(keys.map(([, key]) => key)).size).toBe(keys.length);
  expect(items.find((item) => item.id === 'endSession')?.accelerator).toBeUndefined();
});

test('reload and developer tools are there for developers only', () => {
  const roles = (dev: boolean) => flatten(describe({ dev })).map((item) => item.role);
  expect(roles(false)).not.toContain('reload');
  expect(roles(false)).not.toContain('toggleDevTools');
  expect(roles(true)).toContain('reload');
});

test('on a Mac the app has its own menu, with quit and about in it', () => {
  const items = describe({ platform: 'darwin' });
  expect(items[0]?.role).toBe('appMenu');
  expect(flatten(items).some((item) => item.role === 'quit')).toBe(false);
});
