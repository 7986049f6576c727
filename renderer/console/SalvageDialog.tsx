import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { RecordRow } from '../../protocol/view';
import { tell } from './tell';
import { useOperator } from './useConsole';

const LONG_MS = 60 * 60_000;

/** Makes a new record out of what can be read of a damaged one, and says what is gone. */
export function SalvageDialog({ record, onClose }: { record: RecordRow; onClose(): void }) {
  const { connection, state } = useOperator();
  const progress = useStore(state, (now) => now.progress);
  const [isBusy, setBusy] = useState(false);
  const [report, setReport] = useState<string | null>(null);
  const mine = progress?.record === record.record && progress.of > 0 ? progress : null;

  async function salvage(): Promise<void> {
    setBusy(true);
    const ack = await connection.emit('record:salvage', { record: record.record }, { timeoutMs: LONG_MS, once: true });
    setBusy(false);
    if (tell(ack, 'Not salvaged')) setReport(ack.report);
  }

  return (
    <Modal opened onClose={onClose} title={report === null ? 'Salvage this record?' : 'What was salvaged'} size="lg">
      <Stack>
        {report === null ? (
          <>
            <Text size="sm">{record.problem}</Text>
            <Text size="sm">
              A new record is made beside this one, with every row up to the first that is damaged. Readable rows after
              it go into a file of their own. The damaged record stays as it is.
            </Text>
          </>
        ) : (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {report}
          </Text>
        )}
        {isBusy ? (
          <Progress value={mine === null ? 0 : (100 * mine.done) / mine.of} animated aria-label="Progress" />
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {report === null ? 'Leave it' : 'Close'}
          </Button>
          {report === null ? (
            <Button loading={isBusy} onClick={() => void salvage()}>
              Salvage
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Modal>
  );
}
