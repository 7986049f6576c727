import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleAcks } from '../../protocol/message';
import type { PaymentView, RecordRow } from '../../protocol/view';
import { chooseExportTarget, desktop } from '../shared/desktop';
import { PaymentTable } from './PaymentTable';
import { useOperator } from './useConsole';

type Step =
  | { step: 'choosing' }
  | { step: 'working' }
  | { step: 'done'; file: string | null; list: ConsoleAcks['payment:export'] }
  | { step: 'failed'; message: string };

const EXPORT_WITHIN_MS = 60_000;

/** Saves text that a page holds, as a browser does. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The payment list: of the open session as it stands, to look at and to change; of every record, to export. */
export function PaymentsDialog({
  record,
  payment,
  onClose,
}: {
  record: RecordRow;
  /** Of the open session; null of others. */
  payment: PaymentView | null;
  onClose(): void;
}) {
  const { connection } = useOperator();
  const [details, setDetails] = useState(false);
  const [step, setStep] = useState<Step>({ step: 'choosing' });

  async function run(): Promise<void> {
    const name = `payments_${record.study}_${record.session}.csv`;
    const target = await chooseExportTarget(name);
    if (target.to === 'nowhere') return;
    setStep({ step: 'working' });
    const file = target.to === 'folder' ? target.folder : null;
    const ack = await connection.emit(
      'payment:export',
      { record: record.record, target: file, details },
      { timeoutMs: EXPORT_WITHIN_MS, once: true },
    );
    if (!ack.ok) return setStep({ step: 'failed', message: ack.error.message });
    if (ack.text !== null) download(name, ack.text);
    setStep({ step: 'done', file, list: ack });
  }

  return (
    <Modal opened onClose={onClose} size="xl" title={`Payments of session ${record.session}`}>
      <Stack>
        {payment === null ? null : <PaymentTable payment={payment} />}
        <Checkbox
          checked={details}
          onChange={(event) => setDetails(event.currentTarget.checked)}
          label="With names and bank details, if a form asked for them"
          description="They stand in this list and nowhere else. Give it only to those who pay."
        />
        {step.step === 'failed' ? (
          <Alert color="red" title="The list was not made">
            {step.message}
          </Alert>
        ) : null}
        {step.step === 'done' ? (
          <Alert color="teal" title="Exported">
            <Text size="sm">{step.file ?? 'The list is in your downloads.'}</Text>
            <Text size="sm">
              {`${step.list.participants} ${step.list.participants === 1 ? 'participant' : 'participants'}, ${step.list.total} ${step.list.currency} in all`}
            </Text>
          </Alert>
        ) : null}
        <Group justify="flex-end">
          {step.step === 'done' && step.file !== null ? (
            <Button variant="default" onClick={() => void desktop.reveal(step.file ?? '')}>
              Show file
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button onClick={() => void run()} loading={step.step === 'working'}>
            Export list…
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
