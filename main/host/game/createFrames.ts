import type { Outcome } from '../../../protocol/environment';
import type { FrameDelta } from '../../../protocol/frame';
import type { GameFrame } from '../../../protocol/message';
import { createPictures, type Pictures } from './createPictures';
import { WATCHERS } from './RunningGame';

/** Where a game stands, as a frame tells it. */
export type FrameMoment = Pick<GameFrame, 'episode' | 'tick' | 'countdownMs' | 'frozenMs' | 'turn'>;

export type FramesDeps = {
  game: string;
  /** Agents whose humans get frames. */
  humans: readonly string[];
  appliedSeq(agent: string): number;
  moment(seer: string): FrameMoment;
  send(seer: string, frame: GameFrame): void;
};

/** The frames of a game on their way to those who see it. */
export type Frames = {
  /** The environment's agents are known. */
  open(agents: readonly string[]): void;
  /** Sends what an outcome changed. */
  show(frames: Outcome['frames']): void;
  /** Sends a frame in which nothing was drawn: the moment alone has changed. */
  tellMoment(): void;
  /** The whole picture; null before anything was shown. */
  keyframe(seer: string): GameFrame | null;
};

export function createFrames(deps: FramesDeps): Frames {
  const seers = [...deps.humans, WATCHERS];
  let pictures: Pictures | null = null;
  let shown = false;

  const frameFor = (seer: string, delta: FrameDelta): GameFrame => ({
    game: deps.game,
    ...deps.moment(seer),
    delta,
    applied: deps.appliedSeq(seer),
  });

  return {
    open(agents) {
      pictures = createPictures(agents);
    },
    show(frames) {
      pictures?.apply(frames);
      shown = true;
      for (const seer of seers) if (pictures !== null) deps.send(seer, frameFor(seer, pictures.delta(seer)));
    },
    tellMoment() {
      for (const seer of seers) deps.send(seer, frameFor(seer, { set: [], del: [] }));
    },
    keyframe: (seer) => (pictures === null || !shown ? null : frameFor(seer, pictures.whole(seer))),
  };
}
