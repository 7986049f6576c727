import type { GameFrame } from '../../../protocol/message';

/**
 * The frames of one game on their way to one screen. Deltas are worth nothing with a gap in them, so a stream is either
 * complete (`live`), has skipped something (`behind`), or waits for a whole frame and keeps what follows it (`waiting`).
 */
export type FrameStream =
  | { mode: 'live' }
  | { mode: 'behind' }
  | { mode: 'waiting'; held: GameFrame[]; overflowed: boolean };
export type StreamStep = { stream: FrameStream; send: GameFrame[] };

const live: FrameStream = { mode: 'live' };
const behind: FrameStream = { mode: 'behind' };
/** Two seconds at 60 ticks a second. */
const maxHeld = 120;

/** The next frame of the game: sent, skipped or kept. `hasRoom` says whether the connection can take more. */
export function offerFrame(stream: FrameStream, frame: GameFrame, hasRoom: boolean): StreamStep {
  if (stream.mode === 'waiting') {
    const overflowed = stream.overflowed || stream.held.length >= maxHeld;
    return { stream: { mode: 'waiting', held: overflowed ? [] : [...stream.held, frame], overflowed }, send: [] };
  }
  if (!hasRoom) return { stream: behind, send: [] };
  if (stream.mode === 'behind' && frame.delta.reset !== true) return { stream, send: [] };
  return { stream: live, send: [frame] };
}

/** A whole frame has been asked for; what comes meanwhile is kept. */
export function awaitKeyframe(): FrameStream {
  return { mode: 'waiting', held: [], overflowed: false };
}

/**
 * The whole frame has come (null: there is none). Sends it, unless it reached the screen another way (`delivered`), and what
 * followed it. If more followed than could be kept the stream is behind again.
 */
export function settleKeyframe(stream: FrameStream, keyframe: GameFrame | null, delivered: boolean): StreamStep {
  if (stream.mode !== 'waiting') return { stream, send: [] };
  const whole = keyframe === null || delivered ? [] : [keyframe];
  if (stream.overflowed) return { stream: behind, send: whole };
  const later = keyframe === null ? stream.held : stream.held.filter((frame) => isLater(frame, keyframe));
  return { stream: live, send: [...whole, ...later] };
}

function isLater(frame: GameFrame, than: GameFrame): boolean {
  return frame.episode > than.episode || (frame.episode === than.episode && frame.tick > than.tick);
}
