import { useNow } from '../../shared/useNow';
import classes from './TurnNote.module.css';

/** Whom the game waits for, and how many seconds yet. */
export function TurnNote({ isYours, endsAtMs }: { isYours: boolean; endsAtMs: number }) {
  const leftS = Math.max(0, Math.ceil((endsAtMs - useNow(200)) / 1000));
  return (
    <div className={isYours ? classes.yours : classes.others}>
      <span role="status">{isYours ? 'Your turn' : 'Waiting for somebody else'}</span>
      {isYours && (
        <span role="timer" className={classes.left} aria-label={`${leftS} seconds left`}>
          {leftS} s
        </span>
      )}
    </div>
  );
}
