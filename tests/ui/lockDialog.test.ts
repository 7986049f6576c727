import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleView } from '../../protocol/view';
import { consoleView } from './consoleViews';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('a record under a passphrase, in the console', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
    host.addFile('volley.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"/>');
  });
  const open = async (view: ConsoleView): Promise<void> => {
    host.showConsole(view);
    page = await ui.open('/console/#token=operator-0123456789');
    await page.getByRole('navigation').getByText('Records', { exact: true }).click();
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const record = 'volley/2026-11-23_1010_W4KD';
  const locked: ConsoleView = {
    ...consoleView,
    records: consoleView.records.map((row) =>
      row.record === record
        ? { ...row, record: `${record}.tar.gz.age`, state: 'locked', problem: 'It is encrypted. Decrypt it first.' }
        : row,
    ),
  };

  it('takes a new one twice, with a warning, and says what the host refused', async () => {
    let isRefused = true;
    host.answer('record:encrypt', () =>
      isRefused
        ? { ok: false, error: { code: 'record/diskFull', message: 'There is no room for the encrypted file.' } }
        : { ok: true, file: `${record}.tar.gz.age` },
    );
    await open(consoleView);
    await button('Encrypt…').click();
    await expect.poll(() => page.getByText('A lost passphrase is lost data').count()).toBe(1);
    const first = page.getByLabel('Passphrase', { exact: true });
    const second = page.getByLabel('The same again');
    await first.fill('too short');
    await second.fill('too short');
    expect(await button('Encrypt').isDisabled()).toBe(true);
    await first.fill('correct horse battery');
    expect(await button('Encrypt').isDisabled()).toBe(true);
    expect(await page.getByText('This is not the same.').count()).toBe(1);
    await second.fill('correct horse battery');
    await shoot(page, 'console-encrypt');
    await button('Encrypt').click();
    await expect.poll(() => page.getByText('There is no room for the encrypted file.').count()).toBe(1);
    isRefused = false;
    await button('Encrypt').click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(host.of('record:encrypt').at(-1)).toEqual({ record, passphrase: 'correct horse battery' });
  });

  it('offers a locked record to be decrypted or deleted, and nothing else', async () => {
    host.answer('record:decrypt', () => ({ ok: true, folder: record }));
    await open(locked);
    const row = page.getByRole('row').filter({ hasText: 'locked' });
    // The second is the bin.
    expect(await row.getByRole('button').allInnerTexts()).toEqual(['Decrypt…', '']);
    await shoot(page, 'console-locked');
    await button('Decrypt…').click();
    expect(await page.getByLabel('The same again').count()).toBe(0);
    await page.getByLabel('Passphrase', { exact: true }).fill('short');
    await shoot(page, 'console-decrypt');
    await button('Decrypt').click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(host.of('record:decrypt')).toEqual([{ record: `${record}.tar.gz.age`, passphrase: 'short' }]);
  });
});
