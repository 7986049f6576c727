import {
  Alert,
  Badge,
  Button,
  Card,
  Group,
  Modal,
  PasswordInput,
  Progress,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import type { SyncRow, SyncTargetView } from '../../protocol/sync';
import { describeTarget } from './describeTarget';
import { tell } from './tell';
import { useOperator } from './useConsole';

const phases: Record<SyncRow['phase'], { label: string; color: string }> = {
  waiting: { label: 'waiting', color: 'gray' },
  sending: { label: 'sending', color: 'blue' },
  there: { label: 'there', color: 'teal' },
  failed: { label: 'failed', color: 'red' },
};
const clock = (iso: string): string => new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });

/** One target: how it is, and each record's way to it. */
export function SyncTargetCard({ target, onEdit }: { target: SyncTargetView; onEdit(): void }) {
  const [removing, setRemoving] = useState(false);
  const { name, rows, problem, retryAt } = target;
  const there = rows.filter(({ phase }) => phase === 'there').length;
  return (
    <Card withBorder component="section" aria-label={`Target ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div>
            <Title order={3}>{name}</Title>
            <Text size="sm" c="dimmed">
              {describeTarget(target)}
            </Text>
          </div>
          <Group gap="xs" wrap="nowrap" style={{ flexShrink: 0 }}>
            <Badge variant="light" color={problem ? 'orange' : there === rows.length ? 'teal' : 'blue'}>
              {`${there} of ${rows.length} there`}
            </Badge>
            <Button size="xs" variant="default" onClick={onEdit}>
              Edit…
            </Button>
            <Button size="xs" variant="default" onClick={() => setRemoving(true)}>
              Remove…
            </Button>
          </Group>
        </Group>
        {problem ? (
          <Alert color="orange" title={retryAt ? `Next attempt at ${clock(retryAt)}` : 'Waits for you'}>
            {problem.message}
          </Alert>
        ) : null}
        {target.secret === 'missing' ? <PasswordForm name={name} /> : null}
        {rows.length > 0 ? <Rows rows={rows} /> : <Text size="sm">There is no record to send yet.</Text>}
      </Stack>
      {removing ? <RemoveDialog name={name} onClose={() => setRemoving(false)} /> : null}
    </Card>
  );
}

function Rows({ rows }: { rows: SyncRow[] }) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Record</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>What is to know</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.record}>
              <Table.Td ff="monospace" style={{ whiteSpace: 'nowrap' }}>
                {row.record}
              </Table.Td>
              <Table.Td>
                <Badge variant="light" w="max-content" color={phases[row.phase].color}>
                  {row.running && row.phase === 'there' ? 'there so far' : phases[row.phase].label}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Detail row={row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Detail({ row }: { row: SyncRow }) {
  const { phase, done, of, verifiedAt, problem, name, record } = row;
  if (phase === 'sending') {
    const share = of > 0 ? Math.floor((100 * done) / of) : 0;
    return (
      <Group gap="xs" wrap="nowrap">
        <Progress value={share} w={120} aria-label={`${record} is being sent`} />
        <Text size="sm">{`${share} %`}</Text>
      </Group>
    );
  }
  const words = [
    verifiedAt === null ? '' : `Verified ${clock(verifiedAt)}.`,
    name === record ? '' : `Its name was taken there: it is called ${name}.`,
    problem?.message ?? '',
  ];
  return <Text size="sm">{words.filter((text) => text !== '').join(' ')}</Text>;
}

function PasswordForm({ name }: { name: string }) {
  const { connection } = useOperator();
  const [secret, setSecret] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void connection.emit('sync:unlock', { name, secret }, { once: true }).then((ack) => tell(ack));
      }}
    >
      <Group align="flex-end" gap="xs">
        <PasswordInput
          label={`Password of ${name}`}
          autoComplete="off"
          w={260}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <Button type="submit" disabled={secret === ''}>
          Go on
        </Button>
      </Group>
    </form>
  );
}

function RemoveDialog({ name, onClose }: { name: string; onClose(): void }) {
  const { connection } = useOperator();
  const remove = async (): Promise<void> => {
    if (tell(await connection.emit('sync:remove', { name }, { once: true }))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`Remove ${name}?`}>
      <Stack>
        <Text>Nothing more is sent there, and its password is forgotten. What is there already stays there.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" onClick={() => void remove()}>
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
