import classes from './TurnNote.module.css';
import type { PadState } from './watchPads';

/** That a gamepad is needed and not there. */
export function PadNote({ state }: { state: PadState }) {
  if (state === 'present') return null;
  return (
    <div className={classes.others} role="alert">
      {state === 'lost'
        ? 'The gamepad is disconnected. Plug it in again and press one of its buttons'
        : 'No gamepad is connected. Plug it in and press one of its buttons'}
    </div>
  );
}
