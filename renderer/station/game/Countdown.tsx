import { useNow } from '../../shared/useNow';
import classes from './Countdown.module.css';

/** Seconds until play begins, over the picture. */
export function Countdown({ playsAtMs }: { playsAtMs: number }) {
  const leftMs = playsAtMs - useNow(50);
  if (leftMs <= 0) return null;
  return (
    <div className={classes.countdown} role="timer" aria-label="The game begins in a moment">
      <span className={classes.number}>{Math.ceil(leftMs / 1000)}</span>
    </div>
  );
}
