import {
  Alert,
  Badge,
  Button,
  Card,
  Code,
  Group,
  Image,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConsoleView, StudyCard } from '../../protocol/view';
import { InterruptedSession } from './InterruptedSession';
import { StudyNeedsView } from './StudyNeedsView';
import { openSeatHere } from './openSeatHere';
import { tell } from './tell';
import { useOperator } from './useConsole';

/** A neighbour to play with, unless the study is for one. */
const demoSeats = ({ min, max }: StudyCard['seats']): number => Math.min(Math.max(2, min), max);

/** What can be run, as cards. */
export function StudiesPage({ view }: { view: ConsoleView }) {
  const hasSession = view.session !== null && view.session.phase !== 'ended';
  const [nowMs] = useState(() => Date.now());
  // Until this page is loaded again; in Records they stay.
  const [left, setLeft] = useState<string[]>([]);
  return (
    <Stack>
      <Title order={2}>Studies</Title>
      {view.records
        .filter(({ state, record }) => state === 'interrupted' && !left.includes(record))
        .map((row) => (
          <InterruptedSession
            key={row.record}
            row={row}
            nowMs={nowMs}
            onLeave={() => setLeft((before) => [...before, row.record])}
          />
        ))}
      {view.studies.length === 0 ? (
        <Text c="dimmed">
          There are no studies yet. Put a study's folder into the folder “studies” of your data folder.
        </Text>
      ) : null}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {view.studies.map((study) => (
          <StudyCardView key={study.name} study={study} hasSession={hasSession} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function StudyCardView({ study, hasSession }: { study: StudyCard; hasSession: boolean }) {
  const operator = useOperator();
  const { connection } = operator;
  const [isBusy, setBusy] = useState(false);
  const [treatment, setTreatment] = useState('');
  const isWanting =
    study.needs !== undefined && (study.needs.trust || study.needs.packages || study.needs.problem !== null);
  const canRun = study.problems.length === 0 && !isWanting;

  /** `demo`: with seats on this machine, and started. */
  async function open(demo: boolean): Promise<void> {
    setBusy(true);
    try {
      const wanted = { study: study.name, ...(treatment !== '' && { treatment }) };
      if (!tell(await connection.emit('session:create', wanted, { timeoutMs: 60_000, once: true }))) return;
      if (!demo) return;
      for (let seat = 0; seat < demoSeats(study.seats); seat++) if (!(await openSeatHere(operator))) return;
      tell(await connection.emit('session:start', {}));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card withBorder padding="lg">
      {study.picture ? (
        <Card.Section mb="md">
          <Image src={study.picture} h={170} alt="" fit="cover" />
        </Card.Section>
      ) : null}
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Title order={4}>{study.title}</Title>
        <Badge variant="light" miw="max-content">
          {study.version || 'no version'}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {study.description}
      </Text>
      {study.needs ? <StudyNeedsView study={study.name} needs={study.needs} /> : null}
      {study.problems.length === 0 ? (
        <Text
          size="xs"
          c="dimmed"
          mb="md"
        >{`${study.seats.min} to ${study.seats.max} seats · ${study.scenes} scenes${study.bundled ? ' · bundled' : ''}`}</Text>
      ) : (
        <Alert color="red" title="This study cannot run yet" mb="md">
          {study.problems.map((problem) => (
            <Code block key={problem} mb={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {problem}
            </Code>
          ))}
        </Alert>
      )}
      {study.treatments.length > 0 ? (
        <NativeSelect
          mb="md"
          size="xs"
          label="Treatment of the session"
          value={treatment}
          data={[{ value: '', label: 'As the study says' }, ...study.treatments]}
          onChange={({ currentTarget: { value } }) => setTreatment(value)}
        />
      ) : null}
      <Group mt="auto">
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          disabled={!canRun || hasSession}
          loading={isBusy}
          onClick={() => void open(true)}
        >
          Try it here
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          disabled={!canRun || hasSession || isBusy}
          onClick={() => void open(false)}
        >
          New session
        </Button>
        {hasSession ? (
          <Text size="xs" c="dimmed">
            A session is open.
          </Text>
        ) : null}
      </Group>
    </Card>
  );
}
