import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Ack, ConsoleAcks } from '../../protocol/message';
import type { ConsoleView, StudyNeeds } from '../../protocol/view';
import { consoleView, live, openRoom, running, session } from './consoleViews';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';

const card =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450"><rect width="800" height="450" fill="#9fd3e6"/><rect y="360" width="800" height="90" fill="#d9a55b"/><circle cx="380" cy="150" r="30" fill="#fff"/></svg>';

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('the console in Chromium', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
    host.addFile('volley.svg', card);
  });
  const open = async (view: ConsoleView, options = {}): Promise<void> => {
    host.showConsole(view);
    page = await ui.open('/console/#token=operator-0123456789', options);
    await expect.poll(() => page.getByText('Cubicle', { exact: true }).count()).toBe(1);
  };
  const goTo = (place: string) => page.getByRole('navigation').getByText(place, { exact: true }).click();
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  it('shows what can be run, and of what cannot why', async () => {
    await open(consoleView);
    expect(page.url()).toBe(`${host.origin}/console/`);
    await expect.poll(() => page.getByRole('heading', { name: 'Slime Volley' }).count()).toBe(1);
    expect(await page.getByText('study.yaml:12:5').count()).toBe(1);
    expect(await button('Try it here').last().isDisabled()).toBe(true);
    await expect
      .poll(() =>
        page
          .locator('img')
          .first()
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBeGreaterThan(0);
    await shoot(page, 'console-studies');
  });

  it('asks in plain words before a study may run outside of the sandbox, and gets its packages', async () => {
    const hash = '3fa1c0de'.repeat(8);
    const needs: StudyNeeds = { hash, trust: true, packages: true, progress: null, problem: null };
    const [study] = consoleView.studies;
    if (study === undefined) throw new Error('there is no study to show');
    const show = (changed: Partial<StudyNeeds>): void =>
      host.showConsole({ ...consoleView, studies: [{ ...study, needs: { ...needs, ...changed } }] });
    await open({ ...consoleView, studies: [{ ...study, needs }] });
    await expect.poll(() => page.getByText('It runs outside of the sandbox').count()).toBe(1);
    expect(await button('Try it here').isDisabled()).toBe(true);
    expect(await button('Get its packages').count()).toBe(0);
    await button('Trust this study…').click();
    await expect.poll(() => page.getByText('change and delete all your files').isVisible()).toBe(true);
    await shoot(page, 'console-trust');
    await button('I trust it').click();
    await expect.poll(() => host.of('study:trust')).toEqual([{ study: study.name, hash }]);
    show({ trust: false });
    await button('Get its packages').click();
    await expect.poll(() => host.of('study:prepare')).toEqual([{ study: study.name }]);
    show({ trust: false, progress: 'package numpy==2.3.1' });
    await expect.poll(() => page.getByText('package numpy==2.3.1').count()).toBe(1);
    expect(await button('Try it here').isDisabled()).toBe(true);
    await shoot(page, 'console-packages');
    show({ trust: false, packages: false, problem: 'This study runs in a native Python (3.10 or newer).' });
    await expect.poll(() => page.getByText('It cannot run on this computer yet').count()).toBe(1);
    show({ trust: false, packages: false });
    await expect.poll(() => button('Try it here').isEnabled()).toBe(true);
  });

  it('tries a study: a session, two stations on this machine, and off it goes', async () => {
    host.answer('seat:link', () => ({
      ok: true,
      seat: 'LAB01',
      url: `${host.origin}/station/#token=seat-token-0123456`,
    }));
    await open(consoleView);
    const windows: string[] = [];
    page.context().on('page', (opened) => windows.push(opened.url()));
    await button('Try it here').first().click();
    await expect.poll(() => host.of('session:start').length).toBe(1);
    expect(host.of('session:create')).toEqual([{ study: 'volley' }]);
    expect(host.of('seat:link')).toHaveLength(2);
    await expect.poll(() => windows.length).toBe(2);
  });

  it('gives a link where the browser opens no window', async () => {
    host.answer('seat:link', () => ({
      ok: true,
      seat: 'LAB05',
      url: `${host.origin}/station/#token=seat-token-0123456`,
    }));
    await open(running);
    await page.evaluate(() => {
      window.open = () => null;
    });
    await button('Add a seat on this machine').click();
    const link = page.getByRole('link', { name: 'Open LAB05 by hand' });
    await expect.poll(() => link.getAttribute('href')).toBe(`${host.origin}/station/#token=seat-token-0123456`);
  });

  it('takes an interrupted session up again, or ends it', async () => {
    await open(consoleView);
    await shoot(page, 'console-interrupted');
    await button('Take it up again').click();
    await expect
      .poll(() => host.of('session:recover'))
      .toEqual([{ record: 'volley/2026-11-22_0930_Q7RM', action: 'resume' }]);
  });

  it('shows a running session: seats, games as they are played, and what went wrong in them', async () => {
    host.answer('console:watch', ({ games }) => ({
      ok: true,
      frames: (games as string[]).map((game) => ({
        game,
        episode: 0,
        tick: 1,
        applied: 0,
        countdownMs: 0,
        delta: {
          reset: true,
          set: [
            { id: 'sky', kind: 'rect', x: 0, y: 0, w: 800, h: 450, fill: '#9fd3e6' },
            { id: 'ball', kind: 'circle', x: 400, y: 120, radius: 24, fill: '#ffffff' },
          ],
          del: [],
        },
      })),
    }));
    await open(running);
    host.pushConsole('console:live', live);
    await expect.poll(() => host.of('console:watch').at(-1)).toEqual({ games: ['partner.LAB01', 'partner.LAB02'] });
    await expect.poll(() => page.getByText('0.8 ms').count()).toBe(1);
    expect(await page.getByText("KeyError: 'wind'").count()).toBeGreaterThan(0);
    expect(await page.getByText('self.options["wind"]').count()).toBe(1);
    const corner = () =>
      page
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(3, 3, 1, 1).data ?? [])]);
    await expect.poll(corner).toEqual([0x9f, 0xd3, 0xe6, 255]);
    await shoot(page, 'console-session');
  });

  it('starts, pauses and resumes by key, and ends only when asked twice', async () => {
    await open({ ...running, session: { ...session, phase: 'lobby' } });
    await page.keyboard.press('F5');
    await expect.poll(() => host.of('session:start').length).toBe(1);
    host.showConsole(running);
    await expect.poll(() => button(/^Pause$/).count()).toBe(1);
    await page.keyboard.press('F12');
    await expect.poll(() => host.of('session:pause').length).toBe(1);
    host.showConsole({ ...running, session: { ...session, phase: 'paused' } });
    await expect.poll(() => button(/^Resume$/).count()).toBe(1);
    await page.keyboard.press('Shift+F12');
    await expect.poll(() => host.of('session:resume').length).toBe(1);
    await button('End…').click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(1);
    await shoot(page, 'console-end');
    expect(host.of('session:end')).toEqual([]);
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Close' }).count()).toBe(1);
    await button('End the session').click();
    await expect.poll(() => host.of('session:end').length).toBe(1);
    expect(await page.getByText('playing', { exact: true }).count()).toBeGreaterThan(0);
    host.showConsole({ ...running, session: { ...session, phase: 'ended' } });
    await expect.poll(() => page.getByText('playing', { exact: true }).count()).toBe(0);
  });

  it('pauses and resumes one game from its card', async () => {
    const [first, ...others] = session.games;
    if (!first) throw new Error('no game');
    await open(running);
    await button('Pause game partner.LAB01').click();
    await expect.poll(() => host.of('game:pause')).toEqual([{ game: 'partner.LAB01' }]);
    host.showConsole({ ...running, session: { ...session, games: [{ ...first, paused: true }, ...others] } });
    await expect.poll(() => button('Resume game partner.LAB01').count()).toBe(1);
    expect(await button('Pause game partner.LAB02').count()).toBe(1);
    // What has failed cannot be paused.
    expect(await button(/partner\.LAB03/).count()).toBe(0);
    await shoot(page, 'console-game-paused');
    await button('Resume game partner.LAB01').click();
    await expect.poll(() => host.of('game:resume')).toEqual([{ game: 'partner.LAB01' }]);
  });

  it('says in the host’s words why something was not done', async () => {
    host.answer('session:pause', () => ({
      ok: false,
      error: { code: 'session/notRunning', message: 'The session is not running.' },
    }));
    await open(running);
    await button(/^Pause$/).click();
    await expect.poll(() => page.getByText('The session is not running.').count()).toBe(1);
  });

  it.each(['light', 'dark'] as const)(
    'exports to a download in a browser as it was chosen by key, breaks it off, and knows the choice again (%s)',
    async (colorScheme) => {
      const record = 'volley/2026-11-23_1010_W4KD';
      let answer: (ack: Ack<ConsoleAcks['record:export']>) => void = () => undefined;
      host.answer(
        'record:export',
        () => new Promise<Ack<ConsoleAcks['record:export']>>((resolve) => (answer = resolve)),
      );
      host.addFile('export.zip', 'zip');
      await open({ ...running, session: { ...session, phase: 'ended' } }, { colorScheme });
      const openDialog = () =>
        button(/Export/)
          .first()
          .click();
      const press = async (locator: Locator, key: string): Promise<void> => {
        await locator.focus();
        await page.keyboard.press(key);
      };
      const jsonl = page.getByRole('checkbox', { name: 'JSONL' });
      await openDialog();
      await press(jsonl, 'Space');
      await press(page.getByRole('checkbox', { name: /Excel/ }), 'Space');
      await shoot(page, `console-export-choosing-${colorScheme}`);
      await press(button('Export…'), 'Enter');
      await expect.poll(() => host.of('record:export').length).toBe(1);
      host.pushConsole('console:progress', { record, done: 3, of: 7, step: 'Writing ticks' });
      await expect.poll(() => page.getByText('Writing ticks').count()).toBe(1);
      await shoot(page, `console-export-${colorScheme}`);
      await page.keyboard.press('Escape');
      await press(button('Cancel'), 'Enter');
      await expect.poll(() => host.of('record:cancelExport')).toEqual([{ record }]);
      answer({ ok: false, error: { code: 'record/cancelled', message: 'It was cancelled.' } });
      await expect.poll(() => button('Cancel').count()).toBe(0);
      await press(button('Export…'), 'Enter');
      await expect.poll(() => host.of('record:export').length).toBe(2);
      const downloaded = page.waitForEvent('download');
      answer({ ok: true, folder: null, download: '/study/x/export.zip' });
      expect((await downloaded).suggestedFilename()).toBe('export.zip');
      await expect.poll(() => page.getByText('The zip is in your downloads.').count()).toBe(1);
      const chosen = { record, target: null, layout: 'cubicle', formats: ['csv', 'parquet'], bom: true };
      expect(host.of('record:export')).toEqual([expect.objectContaining(chosen), expect.objectContaining(chosen)]);
      await page.keyboard.press('Escape');
      await expect.poll(() => jsonl.count()).toBe(0);
      await openDialog();
      await expect.poll(() => jsonl.isChecked()).toBe(false);
      const layout = page.getByRole('combobox', { name: 'Layout' });
      await layout.focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
      await expect.poll(() => layout.inputValue()).toBe('MUG');
      await expect.poll(() => jsonl.count()).toBe(0);
      await shoot(page, `console-export-layout-${colorScheme}`);
    },
  );

  it.each(['light', 'dark'] as const)(
    'shows the payment list, changes it with a reason and exports it (%s)',
    async (colorScheme) => {
      const csv = 'seat,participant\r\nLAB01,K7MRTX4P\r\n';
      host.answer('payment:export', () => ({ ok: true, text: csv, participants: 4, total: '29.70', currency: 'EUR' }));
      await open({ ...running, session: { ...session, phase: 'ended' } }, { colorScheme });
      await button('Payments…').click();
      await expect.poll(() => page.getByText('waited for a spare machine').count()).toBe(1);
      await page.getByRole('combobox', { name: 'Seat' }).click();
      await page.getByRole('option', { name: 'LAB02' }).click();
      await page.getByLabel('Amount').fill('2.50');
      expect(await button('Adjust').isDisabled()).toBe(true);
      await page.getByLabel('Reason').fill('fire alarm');
      await shoot(page, `console-payments-${colorScheme}`);
      await button('Adjust').click();
      await expect
        .poll(() => host.of('payment:adjust'))
        .toEqual([{ participant: 'WQ3ACHJ9', amount: '2.50', reason: 'fire alarm' }]);
      const downloaded = page.waitForEvent('download');
      await button('Export list…').click();
      expect((await downloaded).suggestedFilename()).toBe('payments_volley_W4KD.csv');
      await expect.poll(() => page.getByText('29.70 EUR in all').count()).toBe(1);
      expect(host.of('payment:export')[0]).toMatchObject({ target: null, details: false });
      await shoot(page, `console-payments-done-${colorScheme}`);
    },
  );

  it('lists the records', async () => {
    const records = consoleView.records.map((row) => ({ ...row, folder: row.folder.replace('lab', 'the lab of us') }));
    await open({ ...consoleView, records });
    await goTo('Records');
    await expect.poll(() => page.getByText('2026-11-22 09:30').count()).toBeGreaterThan(0);
    // Whatever the folders are called, the states can be read.
    const cut = page
      .locator('.mantine-Badge-label')
      .evaluateAll((labels) => labels.filter((label) => label.scrollWidth > label.clientWidth).length);
    expect(await cut).toBe(0);
    await shoot(page, 'console-records');
  });

  it.each(['light', 'dark'] as const)(
    'deletes old records after it has listed them and the operator has typed what goes (%s)',
    async (colorScheme) => {
      const row = (session: string, there: string[], missing: string[]) => ({
        record: `volley/2026-11-22_0930_${session}`,
        session,
        startedAt: '2026-11-22T09:30:00+01:00',
        state: 'ended',
        copies: {
          there: there.map((target) => ({ target, name: 'volley/x', verifiedAt: '2026-11-22T12:00:00.000Z' })),
          missing,
        },
      });
      const gone = row('Q7RM', ['nas', 'cloud'], []);
      const stays = { ...row('W4KD', ['nas'], ['cloud']), why: 'it is not yet whole at cloud' };
      host.answer('record:planPurge', ({ uncopied }) =>
        uncopied === true
          ? { ok: true, plan: { purge: [gone, stays], keep: [] } }
          : { ok: true, plan: { purge: [gone], keep: [stays] } },
      );
      host.answer('record:purge', () => ({
        ok: true,
        deleted: [gone.record],
        failed: [{ record: stays.record, why: 'it is being written' }],
      }));
      await open(consoleView, { colorScheme });
      await goTo('Records');
      await button('Delete old records…').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Sessions that began before').fill('2026-11-24');
      await expect.poll(() => dialog.getByText('stays: it is not yet whole at cloud').count()).toBe(1);
      await dialog.getByLabel('Why').fill('retention');
      await dialog.getByLabel(/^Type/).fill('delete 1 record');
      await shoot(page, `console-purge-${colorScheme}`);
      // What was typed is for the list that was shown.
      await dialog.getByLabel('Also without a verified copy').check();
      await expect.poll(() => dialog.getByText('is deleted').count()).toBe(2);
      const remove = dialog.getByRole('button', { name: 'Delete 2 records for good' });
      await dialog.getByLabel(/^Type/).fill('delete 1 record');
      expect(await remove.isDisabled()).toBe(true);
      await dialog.getByLabel(/^Type/).fill('delete 2 records');
      expect(host.of('record:purge')).toEqual([]);
      await remove.click();
      const choice = { which: { before: '2026-11-24' }, interrupted: false, uncopied: true };
      await expect
        .poll(() => host.of('record:purge'))
        .toEqual([{ choice, records: [gone.record, stays.record], reason: 'retention' }]);
      await expect.poll(() => dialog.getByText('it is being written').count()).toBe(1);
      await shoot(page, `console-purge-done-${colorScheme}`);
    },
  );

  it('puts the menu away when a page was chosen, where it lies over the page', async () => {
    await open(consoleView, { viewport: { width: 640, height: 360 } });
    await button('Menu').click();
    const room = page.getByRole('navigation').getByText('Room', { exact: true });
    await expect.poll(() => room.isVisible()).toBe(true);
    await room.click();
    await expect.poll(() => page.getByRole('heading', { name: /^Room/ }).count()).toBe(1);
    const onTop = () => page.evaluate(() => document.elementFromPoint(320, 200)?.closest('main') !== null);
    await expect.poll(onTop).toBe(true);
  });

  it('opens the room and answers who wants to be let in', async () => {
    await open({ ...consoleView, room: openRoom });
    await goTo('Room');
    await expect.poll(() => page.getByText('483 920').count()).toBe(1);
    await shoot(page, 'console-room');
    await button('Codes match – let it in').click();
    await expect.poll(() => host.of('room:answerPairing')).toEqual([{ pairing: 'p1', accept: true }]);
    await button('Close the room').click();
    await expect.poll(() => host.of('room:close').length).toBe(1);
  });

  it('says when the host is away, and comes back by itself', async () => {
    await open(running);
    await host.goAway();
    await expect.poll(() => page.getByText('The host does not answer').count()).toBe(1);
    await shoot(page, 'console-lost');
    await host.comeBack();
    await expect.poll(() => page.getByText('The host does not answer').count()).toBe(0);
  });

  it('is dark when the system is, and light when the operator says so', async () => {
    await open(running, { colorScheme: 'dark' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await shoot(page, 'console-dark');
    await button('Light colours').click();
    await expect.poll(background).not.toBe(dark);
  });
});
