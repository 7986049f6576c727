import type { ConsoleView, GameRow, LiveView, SeatRow, SessionView } from '../../protocol/view';

const seat = (seat: string, participant: string, more: Partial<SeatRow> = {}): SeatRow => ({
  seat,
  participant,
  connected: true,
  scene: 'partner',
  sceneIndex: 5,
  sceneKind: 'game',
  state: 'active',
  group: 'g1',
  treatment: null,
  ...more,
});
const gameOf = (game: string, more: Partial<GameRow> = {}): GameRow => ({
  game,
  scene: 'partner',
  members: { left: { participant: 'K7MRTX4P', seat: 'LAB01' }, right: { policy: 'partner' } },
  phase: 'playing',
  paused: false,
  episode: 0,
  episodes: 3,
  canvas: { width: 800, height: 450 },
  tickHz: 30,
  error: null,
  ...more,
});

export const session: SessionView = {
  session: 'W4KD',
  joinCode: 'ACDEFG',
  study: {
    name: 'volley',
    title: 'Slime Volley',
    version: '1.0',
    hash: '9f3c1e77aa01b2c3',
    scenes: ['welcome', 'consent', 'instructions', 'quiz', 'lobby', 'partner', 'together', 'experience', 'end'].map(
      (id) => ({ id, kind: 'page', title: id }),
    ),
    seats: { min: 1, max: 24 },
    treatments: null,
  },
  phase: 'running',
  startedAtMs: 4_000,
  seats: [
    seat('LAB01', 'K7MRTX4P'),
    seat('LAB02', 'WQ3ACHJ9'),
    seat('LAB03', 'PT6FXG4R', { connected: false }),
    seat('LAB04', 'MMR4KDQ7', { state: 'finished', scene: 'end', sceneIndex: 8, sceneKind: 'end' }),
  ],
  games: [
    gameOf('partner.LAB01'),
    gameOf('partner.LAB02', {
      members: { left: { participant: 'WQ3ACHJ9', seat: 'LAB02' }, right: { policy: 'partner' } },
    }),
    gameOf('partner.LAB03', {
      phase: 'failed',
      error: {
        kind: 'raise',
        message: "KeyError: 'wind'",
        file: 'env.py',
        line: 84,
        traceback: '  File "env.py", line 84, in step\n    gust = self.options["wind"]\nKeyError: \'wind\'',
      },
    }),
  ],
  payment: {
    currency: 'EUR',
    rows: ['LAB01', 'LAB02', 'LAB03', 'LAB04'].map((one, index) => ({
      seat: one,
      participant: ['K7MRTX4P', 'WQ3ACHJ9', 'PT6FXG4R', 'MMR4KDQ7'][index] ?? '',
      currency: 'EUR',
      points: '41',
      payoff: '2.05',
      showUpFee: '5.00',
      adjustment: index === 2 ? '1.50' : '0.00',
      total: index === 2 ? '8.55' : '7.05',
      reasons: index === 2 ? ['waited for a spare machine'] : [],
    })),
    total: '29.70',
  },
  notices: [{ atMs: 61_000, text: 'LAB03 has lost its connection.' }],
};

export const consoleView: ConsoleView = {
  appVersion: '0.1.0',
  studies: [
    {
      name: 'volley',
      title: 'Slime Volley',
      version: '1.0',
      description:
        'Two slimes, a ball and a net. Everybody plays once with a trained partner and once with a neighbour, and then says how it was.',
      seats: { min: 1, max: 24 },
      scenes: 9,
      treatments: [],
      picture: '/card/volley.svg',
      bundled: true,
      problems: [],
    },
    {
      name: 'kitchen',
      title: 'Shared Kitchen',
      version: '0.3',
      description: 'Pairs cook soup under time pressure.',
      seats: { min: 2, max: 8 },
      scenes: 5,
      treatments: [],
      picture: null,
      bundled: false,
      problems: [
        'study.yaml:12:5 scenes[2].kind: expected one of page, consent, form, quiz, lobby, game, end; found "gaem" → write game',
      ],
    },
  ],
  session: null,
  records: [
    {
      record: 'volley/2026-11-23_1010_W4KD',
      study: 'volley',
      session: 'W4KD',
      startedAt: '2026-11-23T10:10:04+01:00',
      state: 'ended',
      problem: null,
      participants: null,
      lastAt: null,
      folder: '/home/lab/Cubicle/volley/2026-11-23_1010_W4KD',
    },
    {
      record: 'volley/2026-11-22_0930_Q7RM',
      study: 'volley',
      session: 'Q7RM',
      startedAt: '2026-11-22T09:30:00+01:00',
      state: 'interrupted',
      problem: null,
      participants: 4,
      lastAt: '2026-11-23T10:31:00.000+01:00',
      folder: '/home/lab/Cubicle/volley/2026-11-22_0930_Q7RM',
    },
  ],
  room: {
    open: false,
    name: 'Lab 3',
    addresses: [],
    fingerprint: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    stations: [],
    pairings: [],
    problem: null,
  },
  recording: null,
  localUrl: 'http://127.0.0.1:4700',
};

export const openRoom: ConsoleView['room'] = {
  ...consoleView.room,
  open: true,
  addresses: ['https://10.0.0.5:4700', 'https://192.168.1.20:4700'],
  stations: [
    { station: 's1', name: 'PC-07', connected: true },
    { station: 's2', name: 'PC-08', connected: false },
  ],
  pairings: [{ pairing: 'p1', name: 'PC-09', code: '483920' }],
};

export const running: ConsoleView = {
  ...consoleView,
  session,
  recording: { folder: '/home/lab/Cubicle/volley/2026-11-23_1010_W4KD', troubles: [] },
};

export const live: LiveView = {
  seats: {
    LAB01: { rttMs: 0.8, offsetMs: -15_234.4, lastInputAgoMs: 300 },
    LAB02: { rttMs: 1.4, offsetMs: 2_211.2, lastInputAgoMs: 1_200 },
    LAB03: { rttMs: null, offsetMs: null, lastInputAgoMs: null },
  },
  games: {
    'partner.LAB01': { episode: 0, tick: 412, rateHz: 30, lateP99Ms: 1.3, stepMs: 0.4, fallbacks: 0 },
    'partner.LAB02': { episode: 0, tick: 198, rateHz: 29.9, lateP99Ms: 2.1, stepMs: 0.5, fallbacks: 3 },
  },
  recording: { rows: 8_412, bytes: 3_412_000, bytesPerS: 21_000, freeBytes: 48_300_000_000 },
};
