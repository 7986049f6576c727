import fc from 'fast-check';
import type { SessionCommand } from '../SessionCommand';
import type { SessionState } from '../SessionState';
import { intendGame, intendSeat } from './intend';
import type { Study } from '../../../../protocol/study';
import type { TreatmentUnit } from '../../../../protocol/treatment';
import { consent, end, form, game, lobby, makeStudy, page, quiz, treat } from './makeStudy';

/** A random session in steps: so much time passes, then somebody does something that depends on the state, or anything at all. */
export type Step = { waitMs: number; command: (state: SessionState) => SessionCommand };

/** A study with every kind of scene; the quiz gives two tries. */
export const anyStudy = fc
  .record({
    matching: fc.constantFrom('seats' as const, 'arrival' as const),
    groupSize: fc.integer({ min: 2, max: 3 }),
    by: fc.constantFrom<(TreatmentUnit | null)[]>(null, 'participant', 'group', 'session'),
  })
  .map(({ by, ...how }) => {
    const study = makeStudy(
      [
        consent('ask'),
        quiz('quiz', { attempts: 2 }),
        game('solo', { left: 'human', right: 'partner' }, { episodes: 1 }),
        lobby('meet', how),
        page('ready'),
        game(
          'play',
          { left: 'human', right: 'human' },
          { takeOver: { policies: { left: 'partner', right: 'partner' }, afterMs: 200, tell: null } },
        ),
        form('form'),
        end('bye'),
      ],
      { min: 1, max: 5 },
    );
    return by === null ? study : withTreatments(study, by);
  });

/** One treatment plays it as it stands; the other leaves a page out and plays alone what the first plays together. */
const withTreatments = (study: Study, by: TreatmentUnit): Study =>
  treat(study, by, [
    { name: 'plain', weight: 2 },
    { name: 'other', scenes: { ready: null, play: game('play', { left: 'human', right: 'partner' }) } },
  ]);

const PASS: SessionCommand = { type: 'passTime' };
const seat = fc.constantFrom('LAB01', 'LAB02', 'LAB03', 'LAB04', 'LAB05');
const anySeat = fc.oneof({ weight: 9, arbitrary: seat }, { weight: 1, arbitrary: fc.constant('LAB09') });
const participant = fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'nobody');
const scene = fc.constantFrom('ask', 'quiz', 'solo', 'meet', 'ready', 'play', 'form', 'bye', 'nowhere');
const luck = fc.nat(9);

const blind: fc.Arbitrary<SessionCommand> = fc.oneof(
  fc.record({ type: fc.constant('addSeat'), participant, tokenHash: fc.constant('h'), station: fc.constant('s') }),
  fc.record({ type: fc.constant('connectStation'), seat: anySeat, station: fc.constantFrom('s', 't') }),
  fc.record({ type: fc.constant('connectStation'), seat: anySeat, station: fc.constantFrom('s', 't') }),
  fc.record({ type: fc.constant('disconnectStation'), seat: anySeat }),
  fc.record({ type: fc.constant('startSession') }),
  fc.record({ type: fc.constant('pauseSession'), reason: fc.constant('') }),
  fc.record({ type: fc.constant('resumeSession') }),
  fc.record({ type: fc.constant('endHold'), fromMs: fc.nat(50_000), reason: fc.constant('the disk was full') }),
  fc.record({ type: fc.constant('recoverSession'), gapMs: fc.nat(5000), wall: fc.constant('') }),
  fc.record({ type: fc.constant('noteClock'), byMs: fc.integer({ min: -4e6, max: 4e6 }), wall: fc.constant('') }),
  fc.record({
    type: fc.constant('recordOperator'),
    by: fc.constant('console'),
    action: fc.constant('session:pause'),
    about: fc.constant({}),
    refusal: fc.constantFrom(null, { code: 'session/ended', message: 'It has ended.' }),
  }),
  fc.record({ type: fc.constant('advanceScene'), participant, scene, choice: fc.constantFrom('agree', undefined) }),
  fc.record({
    type: fc.constant('setTreatment'),
    participant,
    treatment: fc.constantFrom(null, 'plain', 'other', 'none'),
  }),
  fc.record({ type: fc.constant('submitForm'), participant, scene, answers: fc.record({ q: luck }) }),
  fc.record({ type: fc.constant('submitQuiz'), participant, scene, answers: fc.record({ first: fc.constant('yes') }) }),
  fc.record({
    type: fc.constant('startEpisode'),
    game: fc.constantFrom('solo.LAB01', 'play.LAB01+LAB02', 'none'),
    episode: fc.nat(2),
  }),
  fc.record({
    type: fc.constantFrom('pauseGame', 'resumeGame'),
    game: fc.constantFrom('solo.LAB01', 'play.LAB01+LAB02', 'none'),
  }),
  fc.record({ type: fc.constant('finishGame'), game: fc.constantFrom('solo.LAB01', 'play.LAB01+LAB02', 'none') }),
);

const command: fc.Arbitrary<Step['command']> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({ seat, luck })
      .map((of) => (state: SessionState) => intendSeat(state, of.seat, of.luck) ?? PASS),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({ nth: fc.nat(4), luck: fc.nat(40) })
      .map((of) => (state: SessionState) => intendGame(state, of.nth, of.luck) ?? PASS),
  },
  { weight: 3, arbitrary: blind.map((some) => () => some) },
  { weight: 1, arbitrary: fc.constant(() => PASS) },
);
const waitMs = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 300, noNaN: true }));
const opening = (count: number): Step[] => [
  ...Array.from({ length: count }, (_, i): Step[] => [
    { waitMs: 0.1, command: () => ({ type: 'addSeat', participant: `p${i + 1}`, tokenHash: 'h', station: 's' }) },
    { waitMs: 0.1, command: () => ({ type: 'connectStation', seat: `LAB0${i + 1}`, station: 's' }) },
  ]).flat(),
  { waitMs: 1, command: () => ({ type: 'startSession' }) },
];

/** Long random sessions, seldom ended in the middle. */
export const anySteps: fc.Arbitrary<Step[]> = fc
  .record({
    seated: fc.integer({ min: 0, max: 5 }),
    steps: fc.array(fc.record({ waitMs, command }), { minLength: 40, maxLength: 250, size: 'max' }),
    endsAt: fc.option(fc.nat(250), { freq: 5, nil: 1000 }),
  })
  .map(({ seated, steps, endsAt }) => {
    const end: Step = { waitMs: 0, command: () => ({ type: 'endSession', reason: '' }) };
    return [
      ...opening(seated),
      ...steps.slice(0, endsAt),
      ...(endsAt < steps.length ? [end] : []),
      ...steps.slice(endsAt),
    ];
  });
