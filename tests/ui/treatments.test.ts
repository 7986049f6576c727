import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleView, SeatRow } from '../../protocol/view';
import { consoleView, session } from './consoleViews';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';

describe.skipIf(noChromium !== null)('treatments in the console in Chromium', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
  });
  const open = async (view: ConsoleView): Promise<void> => {
    host.showConsole(view);
    page = await ui.open('/console/#token=operator-0123456789');
    await expect.poll(() => page.getByText('Cubicle', { exact: true }).count()).toBe(1);
  };
  const names = ['low', 'high'];
  const waits: Partial<SeatRow> = { state: 'waiting', scene: '', sceneIndex: -1, sceneKind: '' };

  it('lets one be chosen for the whole session when it is opened', async () => {
    const [study] = consoleView.studies;
    if (study === undefined) throw new Error('there is no study to show');
    await open({ ...consoleView, studies: [{ ...study, picture: null, treatments: names }] });
    await page.getByLabel('Treatment of the session').selectOption('high');
    await shoot(page, 'console-treatment-of-session');
    await page.getByRole('button', { name: 'New session' }).click();
    await expect.poll(() => host.of('session:create')).toEqual([{ study: study.name, treatment: 'high' }]);
  });

  it('shows who has which, and gives one to somebody who has not begun', async () => {
    const seats = session.seats.map((row, index) =>
      index === 0 ? { ...row, treatment: 'low' } : { ...row, ...waits, treatment: index === 1 ? 'high' : null },
    );
    const study = { ...session.study, treatments: { names, by: 'participant' as const, settable: true } };
    await open({ ...consoleView, session: { ...session, study, seats } });
    const row = page.getByRole('row', { name: /LAB01/ });
    await expect.poll(() => row.getByText('low', { exact: true }).count()).toBe(1);
    expect(await row.getByRole('combobox').count()).toBe(0);
    await shoot(page, 'console-treatments');
    await page.getByLabel('Treatment of LAB03').selectOption('low');
    await page.getByLabel('Treatment of LAB02').selectOption('Draw one');
    await expect
      .poll(() => host.of('treatment:set'))
      .toEqual([
        { participant: seats[2]?.participant, treatment: 'low' },
        { participant: seats[1]?.participant, treatment: null },
      ]);
  });
});
