import { useNow } from '../../shared/useNow';
import classes from './Countdown.module.css';

type CountdownProps = { fromMs: number | null; playsAtMs: number; goesOn: boolean };

/** Seconds until play begins, or goes on where it stood, over the picture; nothing before `fromMs`, if there is one. */
export function Countdown({ fromMs, playsAtMs, goesOn }: CountdownProps) {
  const nowMs = useNow(50);
  const leftMs = playsAtMs - nowMs;
  if (leftMs <= 0 || (fromMs !== null && nowMs < fromMs)) return null;
  return (
    <div
      className={classes.countdown}
      role="timer"
      aria-label={goesOn ? 'The game goes on in a moment' : 'The game begins in a moment'}
    >
      {goesOn && <span className={classes.words}>The game goes on in</span>}
      <span className={classes.number}>{Math.ceil(leftMs / 1000)}</span>
    </div>
  );
}
