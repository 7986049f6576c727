import { Badge, Tooltip } from '@mantine/core';
import { useStore } from 'zustand';
import type { ConsoleView } from '../../protocol/view';
import { formatBytes } from './formatBytes';
import { useOperator } from './useConsole';

/** What is on the disk of the session that runs, growing, and the room that is left. */
export function RecordingBadge({ recording }: { recording: NonNullable<ConsoleView['recording']> }) {
  const live = useStore(useOperator().state, (state) => state.live.recording);
  const isStill = recording.troubles.some(({ kind }) => kind === 'held' || kind === 'dead');
  const isWarned = recording.troubles.some(({ kind }) => kind !== 'partners');
  const freeBytes = live?.freeBytes ?? null;
  const free = freeBytes === null ? '' : `, ${formatBytes(freeBytes)} free`;
  return (
    <Tooltip label={`Everything is written to ${recording.folder}${free}`}>
      <Badge color={isStill ? 'red' : isWarned ? 'orange' : 'teal'} variant={isStill ? 'filled' : 'dot'}>
        {`${isStill ? 'Not recording' : 'Recording'}${live ? ` · ${formatBytes(live.bytes)}` : ''}`}
      </Badge>
    </Tooltip>
  );
}
