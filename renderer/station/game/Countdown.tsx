import { useNow } from '../../shared/useNow';
import classes from './Countdown.module.css';

/** Seconds until play begins, or goes on where it stood, over the picture. */
export function Countdown({ playsAtMs, goesOn }: { playsAtMs: number; goesOn: boolean }) {
  const leftMs = playsAtMs - useNow(50);
  if (leftMs <= 0) return null;
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
