import { Button } from '@mantine/core';
import type { StationView } from '../../protocol/view';
import type { Station } from './createStation';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';
import { useSend } from './useSend';

/** A page to read. */
export function PageScreen({
  station,
  view,
  screen,
}: {
  station: Station;
  view: StationView;
  screen: ScreenOf<'page'>;
}) {
  const sending = useSend();
  const goOn = () => sending.run(() => station.connection.emit('scene:advance', { scene: screen.scene }));
  return (
    <SceneFrame
      view={view}
      title={screen.title}
      text={screen.text}
      error={sending.error}
      actions={
        <Button size="lg" loading={sending.busy} onClick={() => void goOn()}>
          {screen.button}
        </Button>
      }
    />
  );
}
