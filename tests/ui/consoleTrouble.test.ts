import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleView, RecordingTrouble, RecordRow } from '../../protocol/view';
import { consoleView, live, running } from './consoleViews';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';

const folder = '/home/lab/Cubicle/volley/2026-11-23_1010_W4KD';
const full: RecordingTrouble = {
  kind: 'held',
  message: `The disk that holds ${folder}/journal.sqlite is full. Free some space there: play goes on by itself. Nothing that was confirmed is lost.`,
};
const dead: RecordingTrouble = {
  kind: 'dead',
  message: `The journal ${folder}/journal.sqlite can no longer be written: no such device. Take the session up again to go on in the same record.`,
};
const low: RecordingTrouble = {
  kind: 'low',
  message: `Only 812 MB are free on the disk that holds ${folder}, which lasts for about 8 minutes at the present rate. Free some space there now.`,
};
const partners: RecordingTrouble = {
  kind: 'partners',
  message: [
    'policies/partner.onnx: policy partner: the model takes 12 numbers ([1, 12]), the environment observes 14',
    'policies/chaser.py:31: policy chaser: KeyError: 4',
    "End this session, put it right in the study's folder, and make a new session.",
  ].join('\n'),
};
const withTroubles = (...troubles: RecordingTrouble[]): ConsoleView => ({
  ...running,
  recording: { folder, troubles },
});
const damaged: RecordRow = {
  record: 'volley/2026-11-20_1400_A2BC',
  study: 'volley',
  session: 'A2BC',
  startedAt: '2026-11-20T14:00:00+01:00',
  state: 'damaged',
  problem: 'The journal is cut off: 81920 of 1638400 bytes are there.',
  participants: null,
  lastAt: null,
  folder: '/home/lab/Cubicle/volley/2026-11-20_1400_A2BC',
};

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('the console when the record is in trouble', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
    host.addFile('volley.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 5"/>');
  });
  const open = async (view: ConsoleView): Promise<void> => {
    host.showConsole(view);
    page = await ui.open('/console/#token=operator-0123456789');
    await expect.poll(() => page.getByText('Cubicle', { exact: true }).count()).toBe(1);
  };
  const button = (name: string) => page.getByRole('button', { name });

  it('warns before the disk is full, says why play stands still, and forgets it when all is well', async () => {
    await open(withTroubles(low));
    host.pushConsole('console:live', live);
    await expect.poll(() => page.getByText('Recording · 3.4 MB').count()).toBe(1);
    expect(await page.getByText('The disk is nearly full').count()).toBe(1);
    await shoot(page, 'console-disk-low');
    host.showConsole(withTroubles(full));
    await expect.poll(() => page.getByText('Play stands still: the record cannot be written').count()).toBe(1);
    expect(await page.getByText('Not recording · 3.4 MB').count()).toBe(1);
    expect(await page.getByText('Free some space there: play goes on by itself').count()).toBe(1);
    await shoot(page, 'console-disk-full');
    await button('Dark colours').click();
    await expect.poll(() => button('Light colours').count()).toBe(1);
    await shoot(page, 'console-disk-full-dark');
    host.showConsole(withTroubles());
    await expect.poll(() => page.getByRole('alert').filter({ hasText: 'stands still' }).count()).toBe(0);
  });

  it('says which partners cannot play, before the session starts', async () => {
    await open({ ...consoleView, recording: { folder, troubles: [partners] } });
    await expect.poll(() => page.getByText('The session cannot start: a partner cannot play').count()).toBe(1);
    expect(await page.getByText('policies/chaser.py:31: policy chaser: KeyError: 4').count()).toBe(1);
    await shoot(page, 'console-partners');
  });

  it('takes a session whose journal is dead up again', async () => {
    await open(withTroubles(dead));
    await button('Take it up again').click();
    await expect
      .poll(() => host.of('session:recover'))
      .toEqual([{ record: 'volley/2026-11-23_1010_W4KD', action: 'resume' }]);
  });

  it('names what is wrong with a record, salvages it when asked, and shows what was saved', async () => {
    const report = 'Salvaged into …_run2: 812 rows as they were written, without a gap.\nGone: rows 813 to 831.';
    host.answer('record:salvage', () => ({ ok: true, folder: `${damaged.folder}_run2`, report }));
    await open({ ...consoleView, records: [damaged, ...consoleView.records] });
    await page.getByRole('navigation').getByText('Records', { exact: true }).click();
    await expect.poll(() => page.getByText('81920 of 1638400 bytes').count()).toBe(1);
    expect(await button('Export…').count()).toBe(consoleView.records.length);
    await shoot(page, 'console-damaged');
    await button('Salvage…').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Salvage' }).click();
    await expect.poll(() => page.getByText('Gone: rows 813 to 831.').count()).toBe(1);
    expect(host.of('record:salvage')).toEqual([{ record: damaged.record }]);
    await shoot(page, 'console-salvaged');
  });

  it('lets the operator leave an interrupted session for later', async () => {
    await open(consoleView);
    await expect.poll(() => page.getByText('A session of volley was interrupted').count()).toBe(1);
    expect(await page.getByText(/Session Q7RM, 4 participants, begun 2026-11-22 09:30\. It broke off/).count()).toBe(1);
    await button('Leave it').click();
    await expect.poll(() => page.getByText('A session of volley was interrupted').count()).toBe(0);
    expect(host.of('session:recover')).toEqual([]);
  });
});
