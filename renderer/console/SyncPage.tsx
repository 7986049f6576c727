import { Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconPlus, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { SyncTargetView } from '../../protocol/sync';
import { SyncTargetCard } from './SyncTargetCard';
import { SyncTargetDialog } from './SyncTargetDialog';
import { tell } from './tell';
import { useConsoleState, useOperator } from './useConsole';

type Editing = { target: SyncTargetView | null };

/** Where copies of the records go, and what is where. */
export function SyncPage() {
  const { connection } = useOperator();
  const sync = useConsoleState((state) => state.sync);
  const [editing, setEditing] = useState<Editing | null>(null);
  if (sync === null) return <Loader aria-label="Reading what is where" />;
  const { targets } = sync;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2}>Sync</Title>
        <Group gap="xs">
          {targets.length > 0 ? (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              onClick={() => void connection.emit('sync:now', {}).then((ack) => tell(ack))}
            >
              Sync now
            </Button>
          ) : null}
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing({ target: null })}>
            Add a target…
          </Button>
        </Group>
      </Group>
      {targets.length === 0 ? (
        <Text c="dimmed" maw={620}>
          Every record can have a copy elsewhere: on a network share or disk, a WebDAV server such as Nextcloud,
          S3-compatible storage, or in a PostgreSQL database. It is sent when its session has been closed, and again
          whenever something was in the way. Sessions never wait for it. There is no target yet.
        </Text>
      ) : null}
      {targets.map((target) => (
        <SyncTargetCard key={target.name} target={target} onEdit={() => setEditing({ target })} />
      ))}
      {editing ? (
        <SyncTargetDialog
          target={editing.target}
          taken={targets.map(({ name }) => name)}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Stack>
  );
}
