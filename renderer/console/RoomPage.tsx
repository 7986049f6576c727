import { Alert, Badge, Button, Card, Code, Group, Image, Stack, Table, Text, Title } from '@mantine/core';
import type { PairingRow, RoomView } from '../../protocol/view';
import { tell } from './tell';
import { useOperator } from './useConsole';
import { useQrCode } from './useQrCode';

/** Whether the LAN is let in, who is paired, and who asks to be. */
export function RoomPage({ room }: { room: RoomView }) {
  const { connection } = useOperator();
  const send = async (type: 'room:open' | 'room:close') => tell(await connection.emit(type, {}));
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2}>{`Room ${room.name}`}</Title>
        {room.open ? (
          <Button variant="default" onClick={() => void send('room:close')}>
            Close the room
          </Button>
        ) : (
          <Button onClick={() => void send('room:open')}>Open the room</Button>
        )}
      </Group>
      {room.problem ? (
        <Alert color="orange" title="Not everything is open">
          {room.problem}
        </Alert>
      ) : null}
      <Text>
        {room.open
          ? 'Other machines on this network find this host by themselves. They can also type one of these addresses:'
          : 'Only windows on this machine can join. Open the room to let the other machines of the lab find this host.'}
      </Text>
      <Group align="flex-start" gap="xl">
        <Stack gap="xs" style={{ flex: 1 }}>
          {room.addresses.map((address) => (
            <Code key={address} block fz="md">
              {`${address}/station/`}
            </Code>
          ))}
        </Stack>
        {room.addresses[0] ? <AddressCode address={`${room.addresses[0]}/station/`} /> : null}
      </Group>
      {room.open ? (
        <Text
          size="xs"
          c="dimmed"
        >{`Certificate ${room.fingerprint.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')}`}</Text>
      ) : null}
      {room.pairings.map((pairing) => (
        <PairingCard key={pairing.pairing} pairing={pairing} />
      ))}
      <Title order={3}>Stations</Title>
      {room.stations.length === 0 ? (
        <Text c="dimmed" size="sm">
          No station is paired yet. Start Cubicle on another machine, choose “station” there, and compare the codes.
        </Text>
      ) : (
        <Table>
          <Table.Tbody>
            {room.stations.map(({ station, name, connected }) => (
              <Table.Tr key={station}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ff="monospace">{station}</Table.Td>
                <Table.Td>
                  <Badge variant="light" color={connected ? 'teal' : 'gray'}>
                    {connected ? 'here' : 'away'}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function AddressCode({ address }: { address: string }) {
  const picture = useQrCode(address);
  return picture ? <Image src={picture} w={132} h={132} radius="sm" alt={`QR code of ${address}`} /> : null;
}

function PairingCard({ pairing }: { pairing: PairingRow }) {
  const { connection } = useOperator();
  const answer = async (accept: boolean) =>
    tell(await connection.emit('room:answerPairing', { pairing: pairing.pairing, accept }, { once: true }));
  return (
    <Card withBorder>
      <Group justify="space-between">
        <div>
          <Text fw={600}>{`${pairing.name} asks to be let in`}</Text>
          <Text size="sm" c="dimmed">
            Does its screen show the same code?
          </Text>
        </div>
        <Text ff="monospace" fw={700} style={{ fontSize: 38, letterSpacing: '0.12em' }}>
          {`${pairing.code.slice(0, 3)} ${pairing.code.slice(3)}`}
        </Text>
        <Group>
          <Button onClick={() => void answer(true)}>Codes match – let it in</Button>
          <Button variant="default" color="red" onClick={() => void answer(false)}>
            Refuse
          </Button>
        </Group>
      </Group>
    </Card>
  );
}
