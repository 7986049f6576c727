import { Card, Group, Image, Stack, Text } from '@mantine/core';
import type { RoomView } from '../../protocol/view';
import { useQrCode } from './useQrCode';

/** How others come in: the address, the code, and both as a QR code. */
export function JoinPanel({ code, localUrl, room }: { code: string; localUrl: string; room: RoomView }) {
  const base = room.addresses[0] ?? localUrl;
  const picture = useQrCode(`${base}/station/#code=${code}`);
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xl">
          <Stack gap={2}>
            <Text size="xs" c="dimmed">
              {room.open ? 'Open in a browser on the LAN' : 'Open in a browser on this machine'}
            </Text>
            <Text ff="monospace">{`${base}/station/`}</Text>
          </Stack>
          <Stack gap={2}>
            <Text size="xs" c="dimmed">
              and enter the code
            </Text>
            <Text fw={700} ff="monospace" style={{ fontSize: 30, lineHeight: 1.2, letterSpacing: '0.15em' }}>
              {code}
            </Text>
          </Stack>
        </Group>
        {picture ? (
          <Image src={picture} w={92} h={92} alt={`QR code of ${base}/station/ with the code ${code}`} />
        ) : null}
      </Group>
    </Card>
  );
}
