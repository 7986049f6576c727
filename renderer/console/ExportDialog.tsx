import { Alert, Button, Checkbox, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type ExportFormat, exportFormats, type ExportTable, exportTables } from '../../protocol/journal';
import type { RecordRow } from '../../protocol/view';
import { chooseExportTarget, desktop } from '../shared/desktop';
import { useConsoleState, useOperator } from './useConsole';

type Step =
  | { step: 'choosing' }
  | { step: 'working' }
  | { step: 'done'; folder: string | null }
  | { step: 'failed'; message: string };

const EXPORT_WITHIN_MS = 60 * 60 * 1000;

/** Fetches a file without leaving the page. */
function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}

/** Asks what to export and where to, shows how far it is, and shows the finished folder. */
export function ExportDialog({ record, onClose }: { record: RecordRow; onClose(): void }) {
  const { connection } = useOperator();
  const progress = useConsoleState((state) => state.progress);
  const [formats, setFormats] = useState<string[]>([...exportFormats]);
  const [tables, setTables] = useState<string[]>([...exportTables]);
  const [step, setStep] = useState<Step>({ step: 'choosing' });

  async function run(): Promise<void> {
    const target = await chooseExportTarget(`${record.study}_${record.session}`);
    if (target.to === 'nowhere') return;
    setStep({ step: 'working' });
    const ack = await connection.emit(
      'record:export',
      {
        record: record.record,
        target: target.to === 'folder' ? target.folder : null,
        layout: 'cubicle',
        formats: formats as ExportFormat[],
        tables: tables as ExportTable[],
        bom: false,
      },
      { timeoutMs: EXPORT_WITHIN_MS, once: true },
    );
    if (!ack.ok) return setStep({ step: 'failed', message: ack.error.message });
    setStep({ step: 'done', folder: ack.folder });
    if (ack.download !== null) download(ack.download);
    if (ack.folder !== null) await desktop.reveal(ack.folder);
  }

  const isWorking = step.step === 'working';
  const share =
    progress && progress.record === record.record && progress.of > 0 ? (100 * progress.done) / progress.of : 0;
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={!isWorking} title={`Export session ${record.session}`}>
      <Stack>
        <Checkbox.Group label="Formats" value={formats} onChange={setFormats}>
          <Group mt={6}>
            {exportFormats.map((format) => (
              <Checkbox key={format} value={format} label={format.toUpperCase()} disabled={isWorking} />
            ))}
          </Group>
        </Checkbox.Group>
        <Checkbox.Group label="Tables" value={tables} onChange={setTables}>
          <Group mt={6}>
            {exportTables.map((table) => (
              <Checkbox key={table} value={table} label={table.replace('_', ' ')} disabled={isWorking} />
            ))}
          </Group>
        </Checkbox.Group>
        {isWorking ? (
          <div>
            <Progress value={share} animated aria-label="Progress of the export" />
            <Text size="xs" c="dimmed" mt={4}>
              {progress?.step ?? 'Beginning…'}
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
              Show folder
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose} disabled={isWorking}>
            Close
          </Button>
          {step.step === 'done' ? null : (
            <Button
              onClick={() => void run()}
              loading={isWorking}
              disabled={formats.length === 0 || tables.length === 0}
            >
              Export…
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
