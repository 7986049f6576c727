import { ActionIcon, Badge, Button, Code, Group, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import {
  IconCoin,
  IconDownload,
  IconLifebuoy,
  IconLock,
  IconLockOpen,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ConsoleView, RecordRow } from '../../protocol/view';
import { ExportDialog } from './ExportDialog';
import { LockDialog } from './LockDialog';
import { PaymentsDialog } from './PaymentsDialog';
import { PurgeDialog } from './PurgeDialog';
import { SalvageDialog } from './SalvageDialog';

const stateColors: Record<RecordRow['state'], string> = {
  running: 'teal',
  interrupted: 'orange',
  ended: 'blue',
  damaged: 'red',
  newer: 'grape',
  locked: 'gray',
};

const canBeRead = ({ state }: RecordRow): boolean => !['damaged', 'newer', 'locked'].includes(state);

/** Every session on this machine's disk. */
export function RecordsPage({ view, onReplay }: { view: ConsoleView; onReplay(record: string): void }) {
  const [exporting, setExporting] = useState<RecordRow | null>(null);
  const [salvaging, setSalvaging] = useState<RecordRow | null>(null);
  const [locking, setLocking] = useState<RecordRow | null>(null);
  const [paying, setPaying] = useState<RecordRow | null>(null);
  const [purging, setPurging] = useState<{ record: RecordRow | null } | null>(null);
  const { records, session } = view;
  useEffect(() => {
    const latest = () => records.find((row) => row.session === session?.session) ?? records.find(canBeRead) ?? null;
    const ask = () => setExporting(latest());
    const askPayments = () => setPaying(latest());
    window.addEventListener('cubicle:export', ask);
    window.addEventListener('cubicle:payments', askPayments);
    return () => {
      window.removeEventListener('cubicle:export', ask);
      window.removeEventListener('cubicle:payments', askPayments);
    };
  }, [records, session]);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2}>Records</Title>
        {records.length > 0 ? (
          <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setPurging({ record: null })}>
            Delete old records…
          </Button>
        ) : null}
      </Group>
      {records.length === 0 ? <Text c="dimmed">Every session leaves a record here. There is none yet.</Text> : null}
      {records.length > 0 ? (
        <Table.ScrollContainer minWidth={640}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Session</Table.Th>
                <Table.Th>Study</Table.Th>
                <Table.Th>Begun</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Folder</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {records.map((row) => (
                <Table.Tr key={row.record}>
                  <Table.Td ff="monospace">{row.session}</Table.Td>
                  <Table.Td>{row.study}</Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>{row.startedAt.slice(0, 16).replace('T', ' ')}</Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={stateColors[row.state]} miw="max-content">
                      {row.state}
                    </Badge>
                    {row.problem === null ? null : (
                      <Text size="xs" c="dimmed" maw={320} mt={4}>
                        {row.problem}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Code style={{ overflowWrap: 'anywhere' }}>{row.folder}</Code>
                  </Table.Td>
                  <Table.Td>
                    <Group gap={6} wrap="nowrap">
                      {row.state === 'damaged' ? (
                        <Button size="xs" leftSection={<IconLifebuoy size={14} />} onClick={() => setSalvaging(row)}>
                          Salvage…
                        </Button>
                      ) : null}
                      {canBeRead(row) ? (
                        <>
                          <Button
                            size="xs"
                            variant="default"
                            leftSection={<IconPlayerPlay size={14} />}
                            onClick={() => onReplay(row.record)}
                          >
                            Replay
                          </Button>
                          <Button
                            size="xs"
                            variant="default"
                            leftSection={<IconDownload size={14} />}
                            onClick={() => setExporting(row)}
                          >
                            Export…
                          </Button>
                          <Button
                            size="xs"
                            variant="default"
                            leftSection={<IconCoin size={14} />}
                            onClick={() => setPaying(row)}
                          >
                            Payments…
                          </Button>
                        </>
                      ) : null}
                      {row.state === 'locked' || (row.state === 'ended' && row.session !== session?.session) ? (
                        <Button
                          size="xs"
                          variant="default"
                          leftSection={row.state === 'locked' ? <IconLockOpen size={14} /> : <IconLock size={14} />}
                          onClick={() => setLocking(row)}
                        >
                          {row.state === 'locked' ? 'Decrypt…' : 'Encrypt…'}
                        </Button>
                      ) : null}
                      {row.state === 'ended' || row.state === 'interrupted' || row.state === 'locked' ? (
                        <Tooltip label="Delete…">
                          <ActionIcon
                            variant="default"
                            size={30}
                            aria-label={`Delete ${row.record}…`}
                            onClick={() => setPurging({ record: row })}
                          >
                            <IconTrash size={14} />
                          </ActionIcon>
                        </Tooltip>
                      ) : null}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      {exporting ? <ExportDialog record={exporting} onClose={() => setExporting(null)} /> : null}
      {salvaging ? <SalvageDialog record={salvaging} onClose={() => setSalvaging(null)} /> : null}
      {locking ? <LockDialog record={locking} onClose={() => setLocking(null)} /> : null}
      {purging ? <PurgeDialog record={purging.record} onClose={() => setPurging(null)} /> : null}
      {paying ? (
        <PaymentsDialog
          record={paying}
          payment={session?.session === paying.session ? session.payment : null}
          onClose={() => setPaying(null)}
        />
      ) : null}
    </Stack>
  );
}
