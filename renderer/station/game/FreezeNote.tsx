import { useNow } from '../../shared/useNow';
import classes from './TurnNote.module.css';

/** That the picture is only to be looked at, and for how many seconds yet. */
export function FreezeNote({ endsAtMs }: { endsAtMs: number }) {
  const leftS = Math.ceil((endsAtMs - useNow(200)) / 1000);
  if (leftS <= 0) return null;
  return (
    <div className={classes.others}>
      <span role="status">Have a look. Keys do nothing yet</span>
      <span role="timer" className={classes.left} aria-label={`${leftS} seconds left`}>
        {leftS} s
      </span>
    </div>
  );
}
