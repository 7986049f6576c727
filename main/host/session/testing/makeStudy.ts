import type { Scene, Study, Treatment } from '../../../../protocol/study';
import type { TreatmentUnit } from '../../../../protocol/treatment';
import type { SceneOf } from '../SessionState';

const texts = (id: string) => ({ id, title: `Title of ${id}`, text: `Text of ${id}` });

export const page = (id: string): Scene => ({ ...texts(id), kind: 'page', button: 'Continue' });
export const consent = (id: string): Scene => ({
  ...texts(id),
  kind: 'consent',
  agree: 'Yes',
  decline: 'No',
  declined: 'You declined.',
});
export const form = (id: string, fields: Partial<SceneOf<'form'>> = {}): Scene => ({
  ...texts(id),
  kind: 'form',
  survey: { elements: [] },
  ...fields,
});
export const quiz = (id: string, fields: Partial<SceneOf<'quiz'>> = {}): Scene => ({
  ...texts(id),
  kind: 'quiz',
  survey: { elements: [] },
  key: { first: 'yes', second: 'no' },
  hints: { first: 'hint of first' },
  attempts: null,
  ...fields,
});
export const lobby = (id: string, fields: Partial<SceneOf<'lobby'>> = {}): Scene => ({
  ...texts(id),
  kind: 'lobby',
  groupSize: 2,
  matching: 'seats',
  waitMs: 1000,
  ...fields,
});
export const game = (id: string, roles: Record<string, string>, fields: Partial<SceneOf<'game'>> = {}): Scene => ({
  ...texts(id),
  kind: 'game',
  environment: 'field',
  roles,
  fill: 'partner',
  takeOver: null,
  tickHz: 30,
  episodes: 2,
  maxTicks: 100,
  keys: { ArrowLeft: 1 },
  regions: {},
  pointer: null,
  padDeadZone: 0.3,
  defaultAction: 0,
  missingAction: {},
  input: 'held',
  turnTimeoutMs: 60_000,
  freezeMs: 0,
  countdownMs: 3000,
  resumeMs: 3000,
  waitMs: 1000,
  hashEvery: 30,
  snapshotEvery: 300,
  record: { infos: false, observations: false, frames: false },
  ...fields,
});
export const end = (id: string, completionCode = true): Scene => ({ ...texts(id), kind: 'end', completionCode });

type Treated = Partial<Pick<Treatment, 'scenes' | 'weight'>> & {
  name: string;
  /** Environment → what its kwargs are. */
  environments?: Record<string, Record<string, unknown>>;
};

/** The study with treatments. */
export const treat = (study: Study, by: TreatmentUnit, list: readonly Treated[]): Study => ({
  ...study,
  treatments: {
    by,
    list: list.map(({ name, weight = 1, scenes = {}, environments = {} }) => ({
      name,
      weight,
      parameters: {},
      scenes,
      environments: Object.fromEntries(
        Object.entries(study.environments).map(([id, spec]) => [id, { ...spec, kwargs: environments[id] ?? {} }]),
      ),
    })),
  },
});

/** A small checked study with these scenes. */
export const makeStudy = (scenes: Scene[], seats = { min: 1, max: 8 }): Study => ({
  name: 'small',
  title: 'A small study',
  version: '1',
  description: '',
  seats,
  environments: {
    field: { file: 'env.py', class: 'Field', runtime: 'pyodide', kwargs: {}, canvas: { width: 800, height: 450 } },
  },
  policies: { partner: { kind: 'noop', action: 0 } },
  scenes,
  blocks: [],
});
