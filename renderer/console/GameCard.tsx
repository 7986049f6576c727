import { Alert, Badge, Box, Button, Card, Code, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { GameRow, SessionPhase } from '../../protocol/view';
import { GameCanvas } from '../shared/game/GameCanvas';
import { tell } from './tell';
import { useConsoleState, useOperator } from './useConsole';

/** One game: its moving picture, who plays, how it keeps time, and what went wrong with it. */
export function GameCard({ session, phase, game }: { session: string; phase: SessionPhase; game: GameRow }) {
  const operator = useOperator();
  const live = useConsoleState((state) => state.live.games[game.game]);
  const players = Object.entries(game.members).map(([agent, member]) => {
    if ('policy' in member) return `${agent}: ${member.policy}`;
    const who = member.seat ?? member.participant;
    return `${agent}: ${member.takenOver === undefined ? who : `${member.takenOver} for ${who}, who is gone`}`;
  });
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" mb={6}>
        <Text fw={600} size="sm">
          {game.game}
        </Text>
        <Group gap="xs">
          {game.phase === 'playing' && phase !== 'ended' ? <PauseButton game={game} /> : null}
          <GameBadge game={game} isOver={phase === 'ended'} />
        </Group>
      </Group>
      {game.phase === 'playing' ? (
        <Box mb={6} mah={280} style={{ aspectRatio: `${game.canvas.width} / ${game.canvas.height}` }}>
          <GameCanvas
            session={session}
            canvas={game.canvas}
            tickHz={game.tickHz}
            source={operator.watch(game.game)}
            label={`Game ${game.game}`}
          />
        </Box>
      ) : null}
      {game.error ? (
        <Alert
          color="red"
          title={`${game.error.file ?? 'The environment'}${game.error.line ? `, line ${game.error.line}` : ''}`}
          mb={6}
        >
          <Text size="sm">{game.error.message}</Text>
          {game.error.traceback ? (
            <Code block mt={6}>
              {game.error.traceback}
            </Code>
          ) : null}
        </Alert>
      ) : null}
      <Text size="xs" c="dimmed">
        {players.join(' · ')}
      </Text>
      <Text size="xs" c="dimmed">
        {`Episode ${Math.min(game.episode + 1, game.episodes)} of ${game.episodes}`}
        {live ? ` · tick ${live.tick} · ${live.rateHz.toFixed(1)} Hz · late p99 ${live.lateP99Ms.toFixed(1)} ms` : ''}
        {live && live.fallbacks > 0 ? ` · fallback played ${live.fallbacks} ×` : ''}
      </Text>
    </Card>
  );
}

/** `isOver`: the session has ended, and every game with it. */
function GameBadge({ game: { phase, paused }, isOver }: { game: GameRow; isOver: boolean }) {
  if (phase === 'playing' && isOver)
    return (
      <Badge size="sm" color="gray">
        ended
      </Badge>
    );
  if (phase === 'playing')
    return (
      <Badge size="sm" color={paused ? 'yellow' : 'teal'}>
        {paused ? 'paused' : 'playing'}
      </Badge>
    );
  return (
    <Badge size="sm" color={phase === 'failed' ? 'red' : 'gray'}>
      {phase}
    </Badge>
  );
}

/** Holds this game alone, or lets it go on. */
function PauseButton({ game: { game, paused } }: { game: GameRow }) {
  const { connection } = useOperator();
  const word = paused ? 'Resume' : 'Pause';
  return (
    <Button
      size="compact-xs"
      variant={paused ? 'filled' : 'default'}
      leftSection={paused ? <IconPlayerPlay size={12} /> : <IconPlayerPause size={12} />}
      aria-label={`${word} game ${game}`}
      onClick={() => void connection.emit(paused ? 'game:resume' : 'game:pause', { game }).then((ack) => tell(ack))}
    >
      {word}
    </Button>
  );
}
