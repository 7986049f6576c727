import { ActionIcon, Alert, Badge, Box, Group, Progress, SegmentedControl, Slider, Stack, Text } from '@mantine/core';
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ReplayEpisode } from '../../../protocol/replay';
import { GameCanvas } from '../../shared/game/GameCanvas';
import { useOperator } from '../useConsole';
import { createReplay, type Replay, speeds } from './createReplay';
import { ReplayTick } from './ReplayTick';

const PART_WITHIN_MS = 60_000;

/** One episode, with what it takes to move in it. */
export function ReplayPlayer(props: { record: string; session: string; episode: ReplayEpisode }) {
  const { record, episode } = props;
  const { connection } = useOperator();
  const [replay, setReplay] = useState<Replay | null>(null);
  useEffect(() => {
    const { game, episode: number } = episode;
    const made = createReplay({
      episode,
      load: (fromTick) =>
        connection.emit('replay:ticks', { record, game, episode: number, fromTick }, { timeoutMs: PART_WITHIN_MS }),
      nowMs: () => performance.now(),
      onNextPicture(run) {
        const request = requestAnimationFrame(run);
        return () => cancelAnimationFrame(request);
      },
    });
    setReplay(made);
    return () => made.stop();
  }, [connection, record, episode]);
  return replay ? <Player replay={replay} {...props} /> : null;
}

function Player({ replay, session, episode }: { replay: Replay; session: string; episode: ReplayEpisode }) {
  const state = useStore(replay.state);
  const { tick, ticks, reached, isPlaying, speed, seer, seers, differsAt, problem } = state;
  useKeys(replay, episode.tickHz);
  const last = ticks ?? reached;
  return (
    <Stack gap="sm">
      <Box mah="56vh" style={{ aspectRatio: `${episode.canvas.width} / ${episode.canvas.height}` }}>
        <GameCanvas
          key={speed}
          session={session}
          canvas={episode.canvas}
          tickHz={episode.tickHz * speed}
          source={replay.source}
          label={`${episode.game}, episode ${episode.episode + 1}, tick ${tick}`}
        />
      </Box>
      <Box>
        <Slider
          min={0}
          max={Math.max(1, last)}
          value={tick}
          onChange={(to) => replay.seek(to)}
          label={(to) => clock(to, episode.tickHz)}
          thumbLabel="Tick"
        />
        {reached < last ? (
          <Progress value={(100 * reached) / last} size={3} mt={6} aria-label="Stepped again so far" />
        ) : null}
      </Box>
      <Group justify="space-between">
        <Group gap={6}>
          <Key label="To the beginning" onClick={() => replay.seek(0)} Icon={IconPlayerSkipBack} />
          <Key label="One tick back" onClick={() => replay.seek(tick - 1)} Icon={IconPlayerTrackPrev} />
          <ActionIcon
            size="lg"
            aria-label={isPlaying ? 'Pause' : 'Play'}
            onClick={() => (isPlaying ? replay.pause() : replay.play())}
          >
            {isPlaying ? <IconPlayerPause size={18} /> : <IconPlayerPlay size={18} />}
          </ActionIcon>
          <Key label="One tick on" onClick={() => replay.seek(tick + 1)} Icon={IconPlayerTrackNext} />
          <Key label="To the end" onClick={() => replay.seek(reached)} Icon={IconPlayerSkipForward} />
          <Text size="sm" ff="monospace" ml="sm" aria-live="off">
            {`${clock(tick, episode.tickHz)} · tick ${tick} of ${last}`}
          </Text>
        </Group>
        <Group gap="sm">
          {seers.length > 1 ? (
            <SegmentedControl
              size="xs"
              aria-label="Whose picture"
              data={seers}
              value={seer}
              onChange={(to) => replay.setSeer(to)}
            />
          ) : null}
          <SegmentedControl
            size="xs"
            aria-label="Speed"
            data={speeds.map((one) => ({ value: String(one), label: `${one}×` }))}
            value={String(speed)}
            onChange={(to) => replay.setSpeed(Number(to))}
          />
        </Group>
      </Group>
      {problem === null ? null : (
        <Alert color="orange" title="No further ticks">
          {problem}
        </Alert>
      )}
      <Sameness differsAt={differsAt} isWhole={ticks !== null && reached >= ticks} />
      <ReplayTick pictures={replay.pictures} tick={tick} members={episode.members} />
      <Text size="xs" c="dimmed">
        Space plays and pauses, ← and → move by a tick, with Shift by a second, Home and End to the ends.
      </Text>
    </Stack>
  );
}

function Key({ label, onClick, Icon }: { label: string; onClick(): void; Icon: typeof IconPlayerPlay }) {
  return (
    <ActionIcon size="lg" variant="default" aria-label={label} onClick={onClick}>
      <Icon size={16} />
    </ActionIcon>
  );
}

/** Whether what is shown is what was played. */
function Sameness({ differsAt, isWhole }: { differsAt: number | null; isWhole: boolean }) {
  if (differsAt !== null)
    return (
      <Alert color="red" title={`From tick ${differsAt} on this is not what was played`}>
        Stepped again, the environment came to another state than the one that was recorded. It must depend on its seed
        and its actions alone.
      </Alert>
    );
  return isWhole ? (
    <Badge color="teal" variant="light">
      The same states as recorded
    </Badge>
  ) : null;
}

function useKeys(replay: Replay, tickHz: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // The slider and the speeds have keys of their own.
      const isOwn =
        event.target instanceof HTMLElement && event.target.closest('[role=slider], input, button') !== null;
      const { tick, isPlaying, reached } = replay.state.getState();
      const by = event.shiftKey ? Math.round(tickHz) : 1;
      const moves: Record<string, () => void> = {
        ' ': () => (isPlaying ? replay.pause() : replay.play()),
        ArrowLeft: () => replay.seek(tick - by),
        ArrowRight: () => replay.seek(tick + by),
        Home: () => replay.seek(0),
        End: () => replay.seek(reached),
      };
      const move = moves[event.key];
      if (!move || isOwn) return;
      event.preventDefault();
      move();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [replay, tickHz]);
}

/** Time of play at a tick: 1:05.3. */
function clock(tick: number, tickHz: number): string {
  const tenths = Math.floor((10 * tick) / tickHz);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
}
