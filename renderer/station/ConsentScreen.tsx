import { Button } from '@mantine/core';
import { useState } from 'react';
import type { StationView } from '../../protocol/view';
import type { Station } from './createStation';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';
import { useSend } from './useSend';

type Choice = 'agree' | 'decline';

/** Agreeing and declining are equally easy to reach; a refusal is asked once more, because it cannot be taken back. */
export function ConsentScreen({
  station,
  view,
  screen,
}: {
  station: Station;
  view: StationView;
  screen: ScreenOf<'consent'>;
}) {
  const sending = useSend();
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [isSure, setIsSure] = useState(true);

  const choose = (choice: Choice): void => {
    if (choice === 'decline' && isSure) {
      setIsSure(false);
      return;
    }
    setIsSure(true);
    setChosen(choice);
    void sending.run(() => station.connection.emit('scene:advance', { scene: screen.scene, choice }));
  };

  return (
    <SceneFrame
      view={view}
      title={screen.title}
      text={screen.text}
      error={sending.error}
      actions={
        <>
          <Button
            size="lg"
            variant="default"
            loading={sending.busy && chosen === 'decline'}
            disabled={sending.busy && chosen !== 'decline'}
            onClick={() => choose('decline')}
          >
            {isSure ? screen.decline : 'Yes, leave the study'}
          </Button>
          <Button
            size="lg"
            loading={sending.busy && chosen === 'agree'}
            disabled={sending.busy && chosen !== 'agree'}
            onClick={() => choose('agree')}
          >
            {screen.agree}
          </Button>
        </>
      }
    >
      {!isSure && (
        <p role="status">
          <strong>Do you want to leave the study?</strong> You cannot come back to it afterwards.
        </p>
      )}
    </SceneFrame>
  );
}
