import { app, type BrowserWindow, powerMonitor } from 'electron';
import type { AskUser } from './askUser';

export type LeavingDeps = {
  ask: AskUser;
  window(): BrowserWindow | undefined;
  /** Puts everything away; called once. */
  stop(): Promise<void>;
};

/** How the lab's app is left: with a question while a session runs, and never before the host has put its record away. */
export type Leaving = {
  setSessionRunning(running: boolean): void;
  /** Closing this window is leaving. */
  watch(window: BrowserWindow): void;
  leave(): void;
};

export function createLeaving({ ask, window, stop }: LeavingDeps): Leaving {
  let sessionRunning = false;
  let decided = false;
  let stopping: Promise<void> | null = null;
  let stopped = false;

  function leave(): void {
    decided = true;
    app.quit();
  }

  async function askToLeave(): Promise<void> {
    const answer = await ask.choose(
      {
        kind: 'question',
        title: 'A session is running.',
        detail:
          'Stations stop where they are. When Cubicle is started again, the session can be taken up at the same place.',
        buttons: ['Pause and Quit', 'Keep Running'],
      },
      window(),
    );
    if (answer === 0) leave();
  }

  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    if (sessionRunning && !decided) return void askToLeave();
    stopping ??= stop().then(() => {
      stopped = true;
      app.quit();
    });
  });
  // The system goes down whether we like it or not: no question, only a clean end.
  powerMonitor.on('shutdown', leave);

  return {
    setSessionRunning: (running) => {
      sessionRunning = running;
    },
    watch(watched) {
      watched.on('close', (event) => {
        if (stopped) return;
        event.preventDefault();
        app.quit();
      });
      watched.on('session-end', leave);
    },
    leave,
  };
}
