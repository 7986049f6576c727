import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPaymentDetails } from './record/payments/paymentDetails.node';
import { end, form, makeStudy } from './session/testing/makeStudy';
import { openRoom, type Room } from './session/testing/openRoom';
import { submitForm } from './submitForm.node';

let folder: string;
let room: Room;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'details-'));
  file = join(folder, 'payments', 'details.jsonl');
  room = openRoom(makeStudy([form('mood'), form('bank', { private: 'payment' }), end('bye')]));
  room.seat(2);
  room.act({ type: 'startSession' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const live = () => ({
  folder,
  state: () => room.state(),
  submit: (command: Parameters<Room['act']>[0]) => Promise.resolve({ ok: true as const, events: room.act(command) }),
});
const hand = (seat: number, scene: string, answers: Record<string, unknown>) =>
  submitForm(live(), { seat: `LAB0${seat}`, participant: `p${seat}`, scene, answers });

describe('a form that asks for bank details', () => {
  it('goes into a file of its own before it is confirmed, for this user only, and not into the journal', async () => {
    await hand(1, 'mood', { mood: 'good' });
    expect(existsSync(file)).toBe(false);
    expect(await hand(1, 'bank', { iban: 'DE00-CANARY', name: 'Ann\nOther' })).toEqual({ ok: true });
    expect(JSON.stringify(room.events())).not.toContain('CANARY');
    expect(JSON.stringify(room.events())).toContain('good');
    expect(await readPaymentDetails(folder)).toMatchObject([
      { participant: 'p1', seat: 'LAB01', scene: 'bank', answers: { iban: 'DE00-CANARY', name: 'Ann\nOther' } },
    ]);
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'payments')).mode & 0o777).toBe(0o700);
    }
  });

  it('keeps nothing from somebody who is not at it', async () => {
    await expect(hand(1, 'bank', { iban: 'x' })).rejects.toThrow('scene/notReached');
    expect(existsSync(file)).toBe(false);
  });

  it('loses no line to one that a power cut tore, and closes a file that was open to others', async () => {
    mkdirSync(join(folder, 'payments'));
    writeFileSync(file, '{"participant":"p9","se', { mode: 0o644 });
    chmodSync(file, 0o644);
    for (const seat of [1, 2]) {
      await hand(seat, 'mood', {});
      await hand(seat, 'bank', { iban: `IBAN${seat}` });
    }
    expect((await readPaymentDetails(folder)).map((one) => one.answers['iban'])).toEqual(['IBAN1', 'IBAN2']);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is refused in words, and the participant stays at it, when it cannot be written', async () => {
    writeFileSync(join(folder, 'payments'), 'a file where the folder should be');
    await hand(1, 'mood', {});
    expect(await hand(1, 'bank', { iban: 'x' })).toMatchObject({ ok: false, error: { code: 'payment/notKept' } });
    expect(room.at(1).place).toMatchObject({ at: 'scene', index: 1 });
  });
});
