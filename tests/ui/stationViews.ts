import type { Screen, StationView } from '../../protocol/view';

type Of<K extends Screen['kind']> = Extract<Screen, { kind: K }>;

/** A view of one participant at one screen. */
export const viewOf = (screen: Screen, more: Partial<StationView> = {}): StationView => ({
  session: 's1',
  study: 'Slime Volley',
  seat: 'LAB03',
  participant: 'K7MRTX4P',
  progress: { done: 2, of: 9 },
  paused: false,
  screen,
  ...more,
});

export const waiting: Of<'waiting'> = {
  kind: 'waiting',
  title: 'Please wait',
  text: 'The experimenter will start soon.',
};
export const page: Of<'page'> = {
  kind: 'page',
  scene: 'instructions',
  title: 'How to play',
  text: [
    'You and your partner stand on the **two sides of a net**.',
    '',
    '- Walk with [[ArrowLeft]] and [[ArrowRight]]',
    '- Jump with [[ArrowUp]] or [[Space]]; [[KeyW]] is a letter',
    '',
    '![court](pictures/court.svg)',
    '',
    '<script>window.pwned = true</script><b onclick="x()">html stays text</b>',
  ].join('\n'),
  button: 'I have read this',
};
export const consent: Of<'consent'> = {
  kind: 'consent',
  scene: 'consent',
  title: 'Before we start',
  text: 'Taking part is **voluntary**. You can stop at any time, without giving a reason.\n\nWe record which keys you press during the games and your answers to a few questions. We do not record your name.',
  agree: 'I agree, and I want to take part',
  decline: 'I would rather not',
};
export const form: Of<'form'> = {
  kind: 'form',
  scene: 'experience',
  title: 'How was it?',
  text: 'There are no right or wrong answers.',
  survey: {
    elements: [
      {
        type: 'rating',
        name: 'fun',
        title: 'I enjoyed playing with my partner.',
        rateCount: 7,
        rateMin: 1,
        rateMax: 7,
        minRateDescription: 'not at all',
        maxRateDescription: 'very much',
        isRequired: true,
      },
      {
        type: 'radiogroup',
        name: 'who',
        title: 'Whom did you prefer?',
        choices: ['The first partner', 'The second partner', 'No difference'],
        isRequired: true,
      },
      { type: 'comment', name: 'remarks', title: 'Anything else?', isRequired: false },
    ],
  },
};
export const quiz: Of<'quiz'> = {
  kind: 'quiz',
  scene: 'quiz',
  title: 'Two quick questions',
  text: 'Just to be sure that we explained it well.',
  survey: {
    elements: [
      {
        type: 'radiogroup',
        name: 'jump',
        title: 'How do you jump?',
        choices: ['With the up arrow', 'With Enter', 'By clicking'],
        isRequired: true,
      },
      {
        type: 'radiogroup',
        name: 'point',
        title: 'When do you score?',
        choices: ['When I touch the ball', 'When the ball lands on the other side'],
        isRequired: true,
      },
    ],
  },
  attempt: 1,
  attemptsLeft: 3,
  wrong: {},
  answers: {},
};
export const lobby: Of<'lobby'> = {
  kind: 'lobby',
  scene: 'lobby',
  title: 'Well done!',
  text: "We are waiting for the others. It won't take long.",
  present: 1,
  of: 2,
  untilMs: 40_000,
};
export const game: Of<'game'> = {
  kind: 'game',
  scene: 'partner',
  title: 'First game',
  text: 'You are the slime on the left.',
  game: 'partner.LAB03',
  agent: 'left',
  paused: false,
  canvas: { width: 800, height: 450 },
  told: null,
  keys: { ArrowLeft: 1, ArrowRight: 2, ArrowUp: 3, Space: 3, 'ArrowLeft+ArrowUp': 4, 'ArrowRight+ArrowUp': 5 },
  regions: {},
  points: false,
  padDeadZone: 0.3,
  tickHz: 30,
  episode: 0,
  episodes: 3,
};
export const end: Of<'end'> = {
  kind: 'end',
  title: 'Thank you!',
  text: 'That was all. Please write down this code and raise your hand.',
  completionCode: 'K7MRTX4P',
  pay: { currency: 'EUR', points: '41', payoff: '2.05', showUpFee: '5.00', adjustment: '0.00', total: '7.05' },
};
