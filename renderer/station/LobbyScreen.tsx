import { Group, Text } from '@mantine/core';
import { useStore } from 'zustand/react';
import type { StationView } from '../../protocol/view';
import { useNow } from '../shared/useNow';
import type { StationClock } from './createStationClock';
import classes from './LobbyScreen.module.css';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';

/** Time that is left, told without hurry: nobody is to watch seconds go by. */
function tellWait(leftMs: number): string {
  if (leftMs > 120_000) return 'It may take a few minutes.';
  if (leftMs > 60_000) return 'It will take two minutes at the most.';
  if (leftMs > 15_000) return 'It will take less than a minute.';
  return 'It will go on in a few seconds.';
}

/** Waits for the others of the group; names nobody. */
export function LobbyScreen({
  view,
  screen,
  clock,
}: {
  view: StationView;
  screen: ScreenOf<'lobby'>;
  clock: StationClock;
}) {
  const offset = useStore(clock);
  const nowMs = useNow(1_000);
  const places = Array.from({ length: screen.of }, (_, index) => index < screen.present);
  return (
    <SceneFrame view={view} title={screen.title} text={screen.text}>
      <Group gap={12} mt={32} mb={18} aria-hidden="true">
        {places.map((isTaken, index) => (
          <span key={index} className={isTaken ? classes.taken : classes.free} />
        ))}
      </Group>
      <Text role="status" fz="inherit">
        {screen.present} of {screen.of} are here.
      </Text>
      <Text c="var(--cubicle-muted)" fz={16} mih={26}>
        {offset && tellWait(screen.untilMs - (nowMs + offset.offsetMs))}
      </Text>
    </SceneFrame>
  );
}
