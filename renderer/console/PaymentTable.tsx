import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PaymentView } from '../../protocol/view';
import { tell } from './tell';
import { useOperator } from './useConsole';

/** What everybody gets as it stands, and a line to pay somebody more or less. */
export function PaymentTable({ payment }: { payment: PaymentView }) {
  return (
    <Stack>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing="xs" style={{ fontVariantNumeric: 'tabular-nums' }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Seat</Table.Th>
              <Table.Th ta="right">Points</Table.Th>
              <Table.Th ta="right">For points</Table.Th>
              <Table.Th ta="right">Show-up fee</Table.Th>
              <Table.Th ta="right">Adjustment</Table.Th>
              <Table.Th ta="right">{`Total, ${payment.currency}`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {payment.rows.map((row) => (
              <Table.Tr key={row.participant}>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {row.seat}
                  </Text>
                  {row.reasons.length > 0 ? (
                    <Text size="xs" c="dimmed">
                      {row.reasons.join('; ')}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td ta="right">{row.points}</Table.Td>
                <Table.Td ta="right">{row.payoff}</Table.Td>
                <Table.Td ta="right">{row.showUpFee}</Table.Td>
                <Table.Td ta="right">{row.adjustment}</Table.Td>
                <Table.Td ta="right" fw={600}>
                  {row.total}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th colSpan={5}>All</Table.Th>
              <Table.Th ta="right">{payment.total}</Table.Th>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
      <AdjustLine payment={payment} />
    </Stack>
  );
}

function AdjustLine({ payment }: { payment: PaymentView }) {
  const { connection } = useOperator();
  const [participant, setParticipant] = useState<string | null>(null);
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  async function adjust(): Promise<void> {
    // Sent once: paying twice is worse than asking again.
    const ack = await connection.emit(
      'payment:adjust',
      { participant: participant ?? '', amount: amount.trim(), reason },
      { once: true },
    );
    if (!tell(ack)) return;
    setAmount('');
    setReason('');
  }
  return (
    <Group align="flex-end" wrap="nowrap" gap="xs">
      <Select
        label="Seat"
        w={110}
        data={payment.rows.map((row) => ({ value: row.participant, label: row.seat }))}
        value={participant}
        onChange={setParticipant}
      />
      <TextInput
        label="Amount"
        w={90}
        placeholder="2.50"
        value={amount}
        onChange={(event) => setAmount(event.currentTarget.value)}
      />
      <TextInput
        label="Reason"
        placeholder="It stands in the list"
        style={{ flex: 1 }}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={participant === null || amount.trim() === '' || reason.trim() === ''}
        onClick={() => void adjust()}
      >
        Adjust
      </Button>
    </Group>
  );
}
