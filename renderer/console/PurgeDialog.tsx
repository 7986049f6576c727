import { Alert, Button, Checkbox, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PurgeChoice, PurgePlan, PurgeRow } from '../../protocol/purge';
import type { ConsoleAcks } from '../../protocol/message';
import type { RecordRow } from '../../protocol/view';
import { describeCopies } from './describeCopies';
import { tell } from './tell';
import { useOperator } from './useConsole';

const LONG_MS = 60 * 60_000;

const countOf = (number: number): string => `${number} ${number === 1 ? 'record' : 'records'}`;

/** Deletes records for good: the one that is given, or all before a day. What goes is listed first, and confirmed by typing. */
export function PurgeDialog({ record, onClose }: { record: RecordRow | null; onClose(): void }) {
  const { connection } = useOperator();
  const [before, setBefore] = useState('');
  const [interrupted, setInterrupted] = useState(false);
  const [uncopied, setUncopied] = useState(false);
  const [plan, setPlan] = useState<PurgePlan | null>(null);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<ConsoleAcks['record:purge'] | null>(null);

  const path = record?.record ?? null;
  useEffect(() => {
    let isStale = false;
    setPlan(null);
    setTyped('');
    const choice = choiceOf(path, before, interrupted, uncopied);
    if (choice === null) return;
    void connection.emit('record:planPurge', choice).then((ack) => {
      if (!isStale && tell(ack, 'There is no list')) setPlan(ack.plan);
    });
    return () => {
      isStale = true;
    };
  }, [connection, path, before, interrupted, uncopied]);

  async function purge(rows: readonly PurgeRow[]): Promise<void> {
    const choice = choiceOf(path, before, interrupted, uncopied);
    if (choice === null) return;
    setBusy(true);
    const payload = { choice, records: rows.map((row) => row.record), reason };
    const ack = await connection.emit('record:purge', payload, { timeoutMs: LONG_MS, once: true });
    setBusy(false);
    if (tell(ack, 'Not deleted')) setDone(ack);
  }

  const rows = plan?.purge ?? [];
  const word = record === null ? `delete ${countOf(rows.length)}` : record.session;
  const title = record === null ? 'Delete old records' : `Delete the record of session ${record.session}`;
  if (done !== null)
    return (
      <Modal opened onClose={onClose} title={title} size="xl">
        <Stack>
          <Text>{`${countOf(done.deleted.length)} deleted. The file purged.jsonl in the folder of all records has a line about each.`}</Text>
          {done.failed.length > 0 ? (
            <Alert color="red" title={`${countOf(done.failed.length)} not deleted`}>
              {done.failed.map((one) => (
                <Text key={one.record} size="sm">{`${one.record}: ${one.why}`}</Text>
              ))}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button onClick={onClose}>Close</Button>
          </Group>
        </Stack>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={!isBusy} title={title} size="xl">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void purge(rows);
        }}
      >
        <Stack>
          <Text size="sm">
            A record goes whole: journal, frozen study, payment details, and exports inside its folder. It cannot be
            brought back. Copies and exports elsewhere stay.
          </Text>
          {record === null ? (
            <TextInput
              type="date"
              label="Sessions that began before"
              w={220}
              data-autofocus
              value={before}
              onChange={(event) => setBefore(event.currentTarget.value)}
            />
          ) : null}
          <Checkbox
            label="Also without a verified copy at every sync target"
            checked={uncopied}
            onChange={(event) => setUncopied(event.currentTarget.checked)}
          />
          <Checkbox
            label="Also sessions that were broken off and could be taken up again"
            checked={interrupted}
            onChange={(event) => setInterrupted(event.currentTarget.checked)}
          />
          {plan === null ? null : <PlanTable plan={plan} />}
          {rows.length > 0 ? (
            <>
              <TextInput
                label="Why"
                description="It is kept, with the session, the hash of its journal and where its copies are."
                placeholder="ten months after the end of the study"
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <TextInput
                label={`Type “${word}” to confirm`}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            </>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={isBusy}>
              Keep them
            </Button>
            <Button
              type="submit"
              color="red"
              loading={isBusy}
              disabled={rows.length === 0 || reason.trim() === '' || typed.trim() !== word}
            >
              {rows.length === 0 ? 'Delete' : `Delete ${countOf(rows.length)} for good`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Null while no day is chosen. */
function choiceOf(record: string | null, before: string, interrupted: boolean, uncopied: boolean): PurgeChoice | null {
  if (record !== null) return { which: { record }, interrupted, uncopied };
  return before === '' ? null : { which: { before }, interrupted, uncopied };
}

function PlanTable({ plan: { purge, keep } }: { plan: PurgePlan }) {
  const all = [...purge.map((row) => ({ ...row, why: null })), ...keep];
  if (all.length === 0) return <Text size="sm">There is no such record.</Text>;
  return (
    <Table.ScrollContainer minWidth={560} mah={300}>
      <Table verticalSpacing="xs" aria-label="What goes and what stays">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Record</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Copies</Table.Th>
            <Table.Th>Then</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {all.map(({ record, state, copies, why }) => (
            <Table.Tr key={record}>
              <Table.Td ff="monospace" style={{ whiteSpace: 'nowrap' }}>
                {record}
              </Table.Td>
              <Table.Td>{state}</Table.Td>
              <Table.Td>{describeCopies(copies)}</Table.Td>
              <Table.Td>
                <Text size="sm" c={why === null ? 'red' : 'dimmed'}>
                  {why === null ? 'is deleted' : `stays: ${why}`}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
