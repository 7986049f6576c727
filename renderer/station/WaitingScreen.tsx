import { Loader } from '@mantine/core';
import type { StationView } from '../../protocol/view';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';

/** Nothing to do for the participant yet. */
export function WaitingScreen({ view, screen }: { view: StationView; screen: ScreenOf<'waiting'> }) {
  return (
    <SceneFrame view={view} title={screen.title} text={screen.text}>
      <Loader type="dots" mt="xl" aria-label="Waiting" />
    </SceneFrame>
  );
}
