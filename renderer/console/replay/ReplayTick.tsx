import { Table } from '@mantine/core';
import type { ReplayPictures } from './createReplayPictures';

/** Who did what in the tick that is shown, and what it brought. */
export function ReplayTick(props: { pictures: ReplayPictures; tick: number; members: Record<string, string> }) {
  const { pictures, tick, members } = props;
  const step = pictures.step(tick);
  return (
    <Table verticalSpacing={4} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Agent</Table.Th>
          <Table.Th>Played by</Table.Th>
          <Table.Th>Action</Table.Th>
          <Table.Th>Reward</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {Object.entries(members).map(([agent, member]) => (
          <Table.Tr key={agent}>
            <Table.Td>{agent}</Table.Td>
            <Table.Td ff="monospace">{member}</Table.Td>
            <Table.Td ff="monospace">
              {step && agent in step.actions ? JSON.stringify(step.actions[agent]) : '–'}
            </Table.Td>
            <Table.Td ff="monospace">{step?.rewards[agent] ?? '–'}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
