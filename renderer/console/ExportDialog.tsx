import { Alert, Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { exportFormats, exportLayouts, exportTables } from '../../protocol/journal';
import type { RecordRow } from '../../protocol/view';
import { chooseExportTarget, desktop } from '../shared/desktop';
import { browserStorage } from '../shared/openStorage';
import { type ExportChoice, keepExportChoice, readExportChoice } from './exportChoice';
import { ExportOptions, isChosen } from './ExportOptions';
import { useConsoleState, useOperator } from './useConsole';

type Step =
  | { step: 'choosing' }
  | { step: 'working'; isCancelling: boolean }
  | { step: 'done'; folder: string | null }
  | { step: 'failed'; message: string };

const EXPORT_WITHIN_MS = 12 * 60 * 60 * 1000;

/** Fetches a file without leaving the page. */
function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}

/** Asks what to export and where to, shows how far it is, and shows what was made. */
export function ExportDialog({ record, onClose }: { record: RecordRow; onClose(): void }) {
  const { connection } = useOperator();
  const progress = useConsoleState((state) => state.progress);
  const [choice, setChoice] = useState<ExportChoice>(() => readExportChoice(browserStorage));
  const [step, setStep] = useState<Step>({ step: 'choosing' });

  async function run(): Promise<void> {
    const name = `${record.study}_${record.session}`;
    const target = await chooseExportTarget(choice.container === 'zip' ? `${name}.zip` : name);
    if (target.to === 'nowhere') return;
    keepExportChoice(browserStorage, choice);
    setStep({ step: 'working', isCancelling: false });
    const ack = await connection.emit(
      'record:export',
      {
        record: record.record,
        target: target.to === 'folder' ? target.folder : null,
        ...choice,
        ...(exportLayouts[choice.layout].isFree ? {} : { formats: [...exportFormats], tables: [...exportTables] }),
      },
      { timeoutMs: EXPORT_WITHIN_MS, once: true },
    );
    if (!ack.ok && ack.error.code === 'record/cancelled') return setStep({ step: 'choosing' });
    if (!ack.ok) return setStep({ step: 'failed', message: ack.error.message });
    setStep({ step: 'done', folder: ack.folder });
    if (ack.download !== null) download(ack.download);
    if (ack.folder !== null) await desktop.reveal(ack.folder);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isChosen(choice)) void run();
  }

  /** The answer to the export itself says when it is over. */
  async function cancel(): Promise<void> {
    setStep({ step: 'working', isCancelling: true });
    await connection.emit('record:cancelExport', { record: record.record });
  }

  const isWorking = step.step === 'working';
  const share =
    progress && progress.record === record.record && progress.of > 0 ? (100 * progress.done) / progress.of : 0;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={!isWorking}
      closeOnEscape={!isWorking}
      withCloseButton={!isWorking}
      title={`Export session ${record.session}`}
    >
      <form onSubmit={submit}>
        <Stack>
          <ExportOptions choice={choice} disabled={isWorking} onChange={setChoice} />
          {isWorking ? (
            <div>
              <Progress value={share} animated aria-label="Progress of the export" />
              <Text size="xs" c="dimmed" mt={4}>
                {progress?.record === record.record ? progress.step : 'Beginning…'}
              </Text>
            </div>
          ) : null}
          {step.step === 'failed' ? (
            <Alert color="red" title="The export was not made">
              {step.message}
            </Alert>
          ) : null}
          {step.step === 'done' ? (
            <Alert color="teal" title="Exported">
              {step.folder ?? 'The zip is in your downloads.'}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            {step.step === 'done' && step.folder !== null ? (
              <Button variant="default" onClick={() => void desktop.reveal(step.folder ?? '')}>
                Show it
              </Button>
            ) : null}
            {isWorking ? (
              <Button variant="default" onClick={() => void cancel()} loading={step.isCancelling}>
                Cancel
              </Button>
            ) : (
              <Button variant="default" onClick={onClose}>
                Close
              </Button>
            )}
            {step.step === 'done' ? null : (
              <Button type="submit" loading={isWorking} disabled={!isChosen(choice)}>
                Export…
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
