import { useEffect } from 'react';
import { useStore } from 'zustand/react';
import type { StationView } from '../../protocol/view';
import { useOverdue } from '../shared/useOverdue';
import { Curtain } from './Curtain';
import type { Station } from './createStation';
import { DoorScreen } from './DoorScreen';
import { NoticeCard } from './NoticeCard';
import { ReplacedNotice } from './ReplacedNotice';
import { SceneScreen } from './SceneScreen';

/** A blink of the network is not worth a word. */
const showLostAfterMs = 700;

/** Everything a participant can see: a function of the station's state. */
export function StationScreen({ station }: { station: Station }) {
  const state = useStore(station.state);
  const link = useStore(station.connection.link);
  const isLost = useOverdue(link.phase === 'lost', showLostAfterMs);
  const isSlow = useOverdue(state.stage === 'joining', showLostAfterMs);

  switch (state.stage) {
    case 'door':
      return <DoorScreen message={state.message} onCode={station.enter} />;
    case 'joining':
      return isSlow ? <NoticeCard title="Please wait" text="Connecting…" busy /> : null;
    case 'replaced':
      return <ReplacedNotice message={state.message} onTakeBack={station.takeBack} />;
    case 'seated':
      return <Seated station={station} view={state.view} isLost={isLost} />;
  }
}

function Seated({ station, view, isLost }: { station: Station; view: StationView; isLost: boolean }) {
  useEffect(() => {
    document.title = view.study;
  }, [view.study]);
  // A game's key presses go to the window, so a covered page needs to be inert for the rest only.
  const isGamePaused = view.screen.kind === 'game' && view.screen.paused;
  const isCovered = isLost || view.paused || isGamePaused;
  return (
    <>
      <div inert={isCovered} aria-hidden={isCovered}>
        <SceneScreen station={station} view={view} />
      </div>
      {isLost ? (
        <Curtain title="Please wait" text="Reconnecting…" busy />
      ) : view.paused ? (
        <Curtain title="Short break" text="The experimenter has paused the session. It will go on in a moment." />
      ) : isGamePaused ? (
        <Curtain title="Short break" text="The experimenter has paused this game. It will go on in a moment." />
      ) : null}
    </>
  );
}
