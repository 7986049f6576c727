import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SyncView } from '../../protocol/sync';
import { consoleView } from './consoleViews';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';
import { syncView } from './syncViews';

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('the page of copies elsewhere', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
  });
  const open = async (sync: SyncView, options = {}): Promise<void> => {
    host.showConsole({ ...consoleView, studies: [], records: [] });
    host.answer('sync:show', () => ({ ok: true, sync }));
    page = await ui.open('/console/#token=operator-0123456789', options);
    await page.getByRole('navigation').getByText('Sync', { exact: true }).click();
    await expect.poll(() => page.getByRole('heading', { name: 'Sync' }).count()).toBe(1);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const card = (name: string) => page.getByRole('region', { name: `Target ${name}` });

  it('says what it is for while there is no target, and adds one with the keyboard alone', async () => {
    await open({ targets: [] });
    expect(await page.getByText('There is no target yet.').count()).toBe(1);
    await shoot(page, 'sync-empty');
    host.answer('sync:test', () => ({
      ok: false,
      error: {
        code: 'sync/noFolder',
        message: 'There is no folder /mnt/lab. Connect the disk or the share, or make the folder.',
      },
    }));
    await button('Add a target…').focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByLabel('Name', { exact: true }).evaluate((input) => input === document.activeElement))
      .toBe(true);
    await page.keyboard.type('NAS 1');
    await page.getByLabel('Folder').focus();
    await page.keyboard.type('/mnt/lab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('expected small letters').count()).toBe(1);
    expect(host.of('sync:keep')).toEqual([]);
    await page.getByLabel('Name', { exact: true }).fill('nas');
    await button('Test connection').click();
    await expect.poll(() => page.getByText('Connect the disk or the share').count()).toBe(1);
    await shoot(page, 'sync-add');
    await page.getByLabel('Folder').press('Enter');
    await expect
      .poll(() => host.of('sync:keep'))
      .toEqual([
        { target: { name: 'nas', settings: { kind: 'folder', path: '/mnt/lab' }, runningEveryMin: 0 }, secret: null },
      ]);
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    host.pushConsole('console:sync', syncView);
    await expect.poll(() => card('nas').count()).toBe(1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows what is where, and what to do, in ${colorScheme} colours`, async () => {
      await open(syncView, { colorScheme });
      await expect.poll(() => card('nas').getByText('42 %').count()).toBe(1);
      expect(await card('nas').getByText('there so far').count()).toBe(1);
      expect(await card('nas').getByText('it is called volley/2026-11-22_0930_Q7RM_copy2').count()).toBe(1);
      expect(await card('cloud').getByText('Type in the right ones').count()).toBe(1);
      await shoot(page, `sync-${colorScheme}`);
    });
  }

  it('takes a password that is not kept, syncs when asked, changes and removes', async () => {
    await open(syncView);
    await card('gather').getByLabel('Password of gather').fill('typed-in-once');
    await page.keyboard.press('Enter');
    await expect.poll(() => host.of('sync:unlock')).toEqual([{ name: 'gather', secret: 'typed-in-once' }]);
    await button('Sync now').click();
    await expect.poll(() => host.of('sync:now')).toEqual([{}]);
    await card('cloud').getByRole('button', { name: 'Edit…' }).click();
    await page.getByLabel('User').fill('lab2');
    await button('Save').click();
    await expect
      .poll(() => host.of('sync:keep'))
      .toEqual([
        {
          target: {
            name: 'cloud',
            settings: {
              kind: 'webdav',
              url: 'https://cloud.example.org/remote.php/dav/files/lab/records',
              user: 'lab2',
            },
            runningEveryMin: 0,
          },
          secret: null,
        },
      ]);
    await card('nas').getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(() => host.of('sync:remove')).toEqual([{ name: 'nas' }]);
  });
});
