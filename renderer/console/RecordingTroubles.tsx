import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConsoleView, RecordingTrouble } from '../../protocol/view';
import { tell } from './tell';
import { useOperator } from './useConsole';

const titles: Record<RecordingTrouble['kind'], string> = {
  held: 'Play stands still: the record cannot be written',
  dead: 'Play stands still: the session has to be taken up again',
  slow: 'Storage is slow',
  low: 'The disk is nearly full',
  partners: 'The session cannot start: a partner cannot play',
};

/** What is wrong with the disk under the record, or with the study's partners, and what to do. */
export function RecordingTroubles({ troubles, view }: { troubles: RecordingTrouble[]; view: ConsoleView }) {
  return troubles.map(({ kind, message }) => (
    <Alert
      key={kind}
      color={kind === 'slow' || kind === 'low' ? 'orange' : 'red'}
      icon={<IconAlertTriangle />}
      mb="md"
      title={titles[kind]}
    >
      <Group justify="space-between" align="flex-start">
        <Text size="sm" maw={720} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
          {message}
        </Text>
        {kind === 'dead' ? <TakeUpAgain view={view} /> : null}
      </Group>
    </Alert>
  ));
}

function TakeUpAgain({ view }: { view: ConsoleView }) {
  const { connection } = useOperator();
  const [isBusy, setBusy] = useState(false);
  const record = view.records.find(({ session }) => session === view.session?.session)?.record;
  if (record === undefined) return null;
  return (
    <Button
      size="xs"
      loading={isBusy}
      onClick={() => {
        setBusy(true);
        void connection
          .emit('session:recover', { record, action: 'resume' }, { timeoutMs: 60_000, once: true })
          .then((ack) => tell(ack))
          .finally(() => setBusy(false));
      }}
    >
      Take it up again
    </Button>
  );
}
