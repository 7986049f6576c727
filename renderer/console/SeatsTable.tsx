import { Badge, Group, NativeSelect, Table, Text } from '@mantine/core';
import type { SeatRow, SessionView } from '../../protocol/view';
import { tell } from './tell';
import { useConsoleState, useOperator } from './useConsole';

const stateColors: Record<SeatRow['state'], string> = {
  waiting: 'yellow',
  active: 'teal',
  declined: 'gray',
  finished: 'blue',
};

/** One row for each seat: who sits there, how far they are, and how their machine does. */
export function SeatsTable({ session }: { session: SessionView }) {
  const live = useConsoleState((state) => state.live.seats);
  if (session.seats.length === 0)
    return (
      <Text c="dimmed" size="sm">
        Nobody has joined yet. Open a station with the code above, or add a seat on this machine.
      </Text>
    );
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Seat</Table.Th>
            <Table.Th>Participant</Table.Th>
            {session.study.treatments ? <Table.Th>Treatment</Table.Th> : null}
            <Table.Th>State</Table.Th>
            <Table.Th>Scene</Table.Th>
            <Table.Th ta="right">Round trip</Table.Th>
            <Table.Th ta="right">Clock offset</Table.Th>
            <Table.Th ta="right">Last input</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {session.seats.map((row) => {
            const figures = live[row.seat];
            return (
              <Table.Tr key={row.seat}>
                <Table.Td>
                  <Group gap={8} wrap="nowrap">
                    <Badge
                      circle
                      size="xs"
                      color={row.connected ? 'teal' : 'red'}
                      aria-label={row.connected ? 'connected' : 'not connected'}
                    >
                      {' '}
                    </Badge>
                    <Text fw={600} size="sm">
                      {row.seat}
                    </Text>
                  </Group>
                </Table.Td>
                <Table.Td ff="monospace">{row.participant}</Table.Td>
                {session.study.treatments ? (
                  <Table.Td>
                    <Treatment row={row} treatments={session.study.treatments} />
                  </Table.Td>
                ) : null}
                <Table.Td>
                  <Badge variant="light" color={row.connected ? stateColors[row.state] : 'red'}>
                    {row.connected ? row.state : 'away'}
                  </Badge>
                </Table.Td>
                <Table.Td>{describeScene(row, session.study.scenes.length)}</Table.Td>
                <Table.Td ta="right">{milliseconds(figures?.rttMs, 1)}</Table.Td>
                <Table.Td ta="right">{milliseconds(figures?.offsetMs, 0)}</Table.Td>
                <Table.Td ta="right">{age(figures?.lastInputAgoMs)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** What somebody is given; of those who have not begun, to be chosen where the study gives one to each. */
function Treatment({
  row: { seat, participant, sceneIndex, treatment },
  treatments: { names, settable },
}: {
  row: SeatRow;
  treatments: NonNullable<SessionView['study']['treatments']>;
}) {
  const { connection } = useOperator();
  if (!settable || sceneIndex >= 0) return treatment ?? '–';
  const chance = { value: '', label: treatment === null ? 'Drawn when they begin' : 'Draw one' };
  return (
    <NativeSelect
      size="xs"
      aria-label={`Treatment of ${seat}`}
      value={treatment ?? ''}
      data={[chance, ...names.map((name) => ({ value: name, label: name }))]}
      onChange={({ currentTarget: { value } }) =>
        void connection.emit('treatment:set', { participant, treatment: value === '' ? null : value }).then(tell)
      }
    />
  );
}

const describeScene = ({ scene, sceneIndex }: SeatRow, scenes: number): string =>
  sceneIndex < 0 ? '–' : `${scene} (${Math.min(sceneIndex + 1, scenes)}/${scenes})`;

function milliseconds(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '–' : `${value.toFixed(digits)} ms`;
}

function age(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '–' : `${(ms / 1000).toFixed(0)} s ago`;
}
