import { describe, expect, it } from 'vitest';
import { payment } from '../../../protocol/payment';
import type { Study } from '../../../protocol/study';
import { end, form, game, makeStudy, quiz } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';

const timing = { rateHz: 30, lateP50Ms: 0, lateP99Ms: 1, lateMaxMs: 2, lateTicks: 0 };
const paying = (changes: object = {}): Study => ({
  ...makeStudy([
    quiz('quiz'),
    game('practice', { left: 'human', right: 'partner' }, { episodes: 1 }),
    game('play', { left: 'human', right: 'partner' }, { episodes: 2 }),
    form('bank', { private: 'payment' }),
    end('bye'),
  ]),
  payment: payment.parse({
    currency: 'EUR',
    showUpFee: 5,
    perPoint: 0.1,
    points: ['quiz', 'play'],
    show: true,
    ...changes,
  }),
});

function play(room: Room, scene: string, returns: number[]): void {
  const name = `${scene}.LAB01`;
  for (const [episode, value] of returns.entries()) {
    room.act({ type: 'startEpisode', game: name, episode });
    const told = { ticks: 9, reason: 'terminated' as const, infos: {}, timing };
    room.act({ type: 'endEpisode', game: name, episode, returns: { left: value, right: 100 }, ...told });
  }
  room.act({ type: 'finishGame', game: name });
}

/** One participant all the way to the form with bank details. */
function playThrough(study = paying()): Room {
  const room = openRoom(study);
  room.seat(1);
  room.act({ type: 'startSession' });
  room.act({ type: 'submitQuiz', participant: 'p1', scene: 'quiz', answers: { first: 'yes', second: 'yes' } });
  room.act({ type: 'submitQuiz', participant: 'p1', scene: 'quiz', answers: { first: 'yes', second: 'no' } });
  play(room, 'practice', [50]);
  play(room, 'play', [0.1, 0.2]);
  return room;
}

describe('what a participant is paid', () => {
  it('follows from the scenes that count: returns of games, right answers of the first attempt at a quiz', () => {
    const room = playThrough();
    expect(room.at(1).points).toBe('1.3');
    expect(viewSession(room.state()).payment).toEqual({
      currency: 'EUR',
      rows: [
        {
          seat: 'LAB01',
          participant: 'p1',
          reasons: [],
          currency: 'EUR',
          points: '1.3',
          payoff: '0.13',
          showUpFee: '5.00',
          adjustment: '0.00',
          total: '5.13',
        },
      ],
      total: '5.13',
    });
  });

  it('can be changed by hand with a reason, also after the end, and never with a slip of the finger', () => {
    const room = playThrough();
    room.act({ type: 'endSession', reason: 'done' });
    room.act({ type: 'adjustPayment', participant: 'p1', amount: '-1.5', reason: ' came late ' });
    room.act({ type: 'adjustPayment', participant: 'p1', amount: '4', reason: 'spare machine' });
    expect(viewSession(room.state()).payment?.rows[0]).toMatchObject({
      adjustment: '2.50',
      total: '7.63',
      reasons: ['came late', 'spare machine'],
    });
    const adjust = { type: 'adjustPayment', participant: 'p1', amount: '1', reason: 'x' } as const;
    expect(room.refused({ ...adjust, amount: '1,50' }).code).toBe('payment/amount');
    expect(room.refused({ ...adjust, amount: '1.505' }).code).toBe('payment/amount');
    expect(room.refused({ ...adjust, reason: ' ' }).code).toBe('payment/reason');
    expect(room.refused({ ...adjust, participant: 'p9' }).code).toBe('participant/unknown');
    const unpaid = openRoom(makeStudy([end('bye')]));
    unpaid.seat(1);
    expect(unpaid.refused(adjust).code).toBe('payment/none');
  });

  it('is shown on the last page if the study asks for it, and nowhere else', () => {
    for (const show of [true, false]) {
      const room = playThrough(paying({ show }));
      expect(JSON.stringify(viewStation(room.state(), 'LAB01'))).not.toContain('5.13');
      room.act({ type: 'submitForm', participant: 'p1', scene: 'bank', answers: {} });
      const screen = viewStation(room.state(), 'LAB01')?.screen;
      expect(screen).toMatchObject({ kind: 'end', pay: show ? { total: '5.13', currency: 'EUR' } : null });
    }
  });

  it('keeps names and bank details out of the journal, whoever hands them in', () => {
    const room = playThrough();
    room.act({ type: 'submitForm', participant: 'p1', scene: 'bank', answers: { iban: 'DE00-CANARY' } });
    expect(JSON.stringify(room.events())).not.toContain('CANARY');
    expect(room.events()).toContainEqual(
      expect.objectContaining({ type: 'answersSubmitted', scene: 'bank', answers: {} }),
    );
  });
});
