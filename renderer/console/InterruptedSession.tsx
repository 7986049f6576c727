import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { RecordRow } from '../../protocol/view';
import { formatAgo } from './formatAgo';
import { tell } from './tell';
import { useOperator } from './useConsole';

/** Offers a session that broke off: to be taken up again, ended, or left as it is for now. */
export function InterruptedSession({ row, nowMs, onLeave }: { row: RecordRow; nowMs: number; onLeave(): void }) {
  const { connection } = useOperator();
  const [busy, setBusy] = useState<'resume' | 'end' | null>(null);
  const recover = async (action: 'resume' | 'end') => {
    setBusy(action);
    tell(await connection.emit('session:recover', { record: row.record, action }, { timeoutMs: 60_000, once: true }));
    setBusy(null);
  };
  const people =
    row.participants === null ? '' : `, ${row.participants} participant${row.participants === 1 ? '' : 's'}`;
  const ago = row.lastAt === null ? '' : ` It broke off ${formatAgo(nowMs - Date.parse(row.lastAt))}.`;
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title={`A session of ${row.study} was interrupted`}>
      <Group justify="space-between">
        <Text size="sm">
          {row.problem ??
            `Session ${row.session}${people}, begun ${row.startedAt.slice(0, 16).replace('T', ' ')}.${ago} Everything that was confirmed is in its record.`}
        </Text>
        <Group gap="xs">
          <Button size="xs" loading={busy === 'resume'} disabled={busy !== null} onClick={() => void recover('resume')}>
            Take it up again
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={busy === 'end'}
            disabled={busy !== null}
            onClick={() => void recover('end')}
          >
            End it
          </Button>
          <Button size="xs" variant="subtle" disabled={busy !== null} onClick={onLeave}>
            Leave it
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
