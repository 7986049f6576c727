import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import type { MenuCommand } from '../../protocol/bridge';
import { desktop } from '../shared/desktop';
import type { Place } from './Place';
import { tell } from './tell';
import { useOperator } from './useConsole';

/** Does what the app's menu and its keys ask for. In a browser the same keys work in this page. */
export function useMenu(goTo: (place: Place) => void): void {
  const { connection } = useOperator();
  useEffect(() => {
    const run = (command: MenuCommand): void => {
      const send = (type: 'session:start' | 'session:pause' | 'session:resume' | 'room:open') =>
        void connection.emit(type, {}).then((ack) => tell(ack));
      /** The page with the dialog has to be there before it can hear. */
      const askOn = (place: Place, question: string): void => {
        flushSync(() => goTo(place));
        window.dispatchEvent(new Event(question));
      };
      switch (command) {
        case 'newSession':
          return goTo('studies');
        case 'exportSession':
          return askOn('records', 'cubicle:export');
        case 'exportPayments':
          return askOn('records', 'cubicle:payments');
        case 'endSession':
          return askOn('session', 'cubicle:end');
        case 'openRoom':
          goTo('room');
          return send('room:open');
        case 'startSession':
          return send('session:start');
        case 'pauseSession':
          return send('session:pause');
        case 'resumeSession':
          return send('session:resume');
      }
    };
    const onKey = (event: KeyboardEvent): void => {
      const command =
        event.key === 'F5'
          ? 'startSession'
          : event.key === 'F12'
            ? event.shiftKey
              ? 'resumeSession'
              : 'pauseSession'
            : null;
      if (!command || desktop.kind === 'app') return;
      event.preventDefault();
      run(command);
    };
    window.addEventListener('keydown', onKey);
    const stopMenu = desktop.onMenu(run);
    return () => {
      window.removeEventListener('keydown', onKey);
      stopMenu();
    };
  }, [connection, goTo]);
}
