import type { Screen } from '../../protocol/view';

/** The screen of one kind. */
export type ScreenOf<K extends Screen['kind']> = Extract<Screen, { kind: K }>;
