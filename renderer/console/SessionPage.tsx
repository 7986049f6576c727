import { Badge, Button, Group, Modal, SimpleGrid, Stack, Text, Title, Tooltip } from '@mantine/core';
import {
  IconCoin,
  IconDownload,
  IconFlag,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ConsoleView, SessionView } from '../../protocol/view';
import type { Place } from './Place';
import { ExportDialog } from './ExportDialog';
import { GameCard } from './GameCard';
import { JoinPanel } from './JoinPanel';
import { PaymentsDialog } from './PaymentsDialog';
import { openSeatHere } from './openSeatHere';
import { SeatsTable } from './SeatsTable';
import { tell } from './tell';
import { useOperator } from './useConsole';

const phaseWords = { lobby: 'Not started', running: 'Running', paused: 'Paused', ended: 'Ended' } as const;
const phaseColors = { lobby: 'gray', running: 'teal', paused: 'yellow', ended: 'blue' } as const;

/** The session as it runs: its phase, its seats, its games. */
export function SessionPage({ view, goTo }: { view: ConsoleView; goTo(place: Place): void }) {
  const { session } = view;
  if (!session)
    return (
      <Stack align="flex-start">
        <Title order={2}>No session is open</Title>
        <Text c="dimmed">Choose a study to begin one.</Text>
        <Button onClick={() => goTo('studies')}>Studies</Button>
      </Stack>
    );
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="sm">
            <Title order={2}>{session.study.title}</Title>
            <Badge color={phaseColors[session.phase]} size="lg">
              {phaseWords[session.phase]}
            </Badge>
          </Group>
          <Text
            size="sm"
            c="dimmed"
          >{`Session ${session.session} · version ${session.study.version} · ${session.study.hash.slice(0, 12)}`}</Text>
        </div>
        <PhaseButtons session={session} view={view} />
      </Group>
      {session.phase === 'ended' ? null : (
        <JoinPanel code={session.joinCode} localUrl={view.localUrl} room={view.room} />
      )}
      <Seats session={session} />
      {session.games.length > 0 ? <Title order={3}>Games</Title> : null}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {session.games.map((game) => (
          <GameCard key={game.game} session={session.session} phase={session.phase} game={game} />
        ))}
      </SimpleGrid>
      {session.notices.length > 0 ? (
        <Stack gap={2}>
          <Title order={3}>What happened</Title>
          {session.notices
            .slice(-8)
            .reverse()
            .map((notice) => (
              <Text key={`${notice.atMs} ${notice.text}`} size="sm" c="dimmed">
                {`${formatMinutes(notice.atMs)}  ${notice.text}`}
              </Text>
            ))}
        </Stack>
      ) : null}
    </Stack>
  );
}

function PhaseButtons({ session, view }: { session: SessionView; view: ConsoleView }) {
  const { connection } = useOperator();
  const [isEnding, setEnding] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const [isPaying, setPaying] = useState(false);
  useEffect(() => {
    const ask = () => setEnding(true);
    window.addEventListener('cubicle:end', ask);
    return () => window.removeEventListener('cubicle:end', ask);
  }, []);
  const send = async (type: 'session:start' | 'session:pause' | 'session:resume' | 'session:end' | 'session:close') =>
    tell(await connection.emit(type, {}));
  const { phase } = session;
  const record = view.records.find((one) => one.session === session.session) ?? null;
  return (
    <Group gap="xs">
      {phase === 'lobby' ? (
        <Tooltip
          label={
            session.seats.length < session.study.seats.min
              ? `This study needs at least ${session.study.seats.min} seats`
              : 'F5'
          }
        >
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            disabled={session.seats.length < session.study.seats.min}
            onClick={() => void send('session:start')}
          >
            Start
          </Button>
        </Tooltip>
      ) : null}
      {phase === 'running' ? (
        <Tooltip label="F12">
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={16} />}
            onClick={() => void send('session:pause')}
          >
            Pause
          </Button>
        </Tooltip>
      ) : null}
      {phase === 'paused' ? (
        <Tooltip label="Shift+F12">
          <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => void send('session:resume')}>
            Resume
          </Button>
        </Tooltip>
      ) : null}
      {record ? (
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => setExporting(true)}>
          Export session…
        </Button>
      ) : null}
      {record && session.payment ? (
        <Button variant="default" leftSection={<IconCoin size={16} />} onClick={() => setPaying(true)}>
          Payments…
        </Button>
      ) : null}
      {phase === 'ended' ? (
        <Button variant="default" leftSection={<IconX size={16} />} onClick={() => void send('session:close')}>
          Close
        </Button>
      ) : (
        <Button color="red" variant="light" leftSection={<IconFlag size={16} />} onClick={() => setEnding(true)}>
          End…
        </Button>
      )}
      <Modal opened={isEnding} onClose={() => setEnding(false)} title="End this session?">
        <Text size="sm" mb="md">
          Games stop, and every station shows that the session is over. This cannot be undone. All that was recorded is
          kept.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setEnding(false)}>
            Go on
          </Button>
          <Button
            color="red"
            onClick={() => {
              setEnding(false);
              void send('session:end');
            }}
          >
            End the session
          </Button>
        </Group>
      </Modal>
      {record && isPaying ? (
        <PaymentsDialog record={record} payment={session.payment} onClose={() => setPaying(false)} />
      ) : null}
      {record && isExporting ? <ExportDialog record={record} onClose={() => setExporting(false)} /> : null}
    </Group>
  );
}

function Seats({ session }: { session: SessionView }) {
  const operator = useOperator();
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3}>Seats</Title>
        {session.phase === 'ended' ? null : (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => void openSeatHere(operator)}
          >
            Add a seat on this machine
          </Button>
        )}
      </Group>
      <SeatsTable session={session} />
    </Stack>
  );
}

/** Session time as `m:ss`. */
function formatMinutes(atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
