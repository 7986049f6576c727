import { Alert, Anchor, Badge, Button, Group, Loader, Text, TextInput, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import type { FoundHost, PairingBridge } from '../../protocol/bridge';
import classes from './PairingScreen.module.css';
import { parseAddress } from './parseAddress';

/** The labs in this network, and a field for one that does not show up. */
export function FindScreen({
  bridge,
  hosts,
  problem,
}: {
  bridge: PairingBridge;
  hosts: FoundHost[];
  problem: string | null;
}) {
  return (
    <>
      <section className={classes.card} aria-label="Labs">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size={18}>
            Labs in this network
          </Title>
          <Loader type="dots" size="sm" aria-label="Searching" />
        </Group>
        {problem && (
          <Alert mt="md" color="red" icon={<IconAlertCircle />} role="alert">
            {problem}
          </Alert>
        )}
        {hosts.map((host) => (
          <HostRow key={host.id} host={host} bridge={bridge} />
        ))}
        {hosts.length === 0 && (
          <Text c="dimmed" my="md">
            None yet. On the lab's machine, choose Room ▸ Open the Room.
          </Text>
        )}
        <AddressForm onAddress={(place) => void bridge.pair(place)} />
      </section>
      <Text ta="center" mt="lg" size="sm">
        <Anchor component="button" type="button" size="sm" onClick={() => void bridge.chooseRole('host')}>
          This machine should run the lab instead
        </Anchor>
      </Text>
    </>
  );
}

function HostRow({ host, bridge }: { host: FoundHost; bridge: PairingBridge }) {
  return (
    <div className={classes.host}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={600} truncate>
            {host.room}
          </Text>
          {host.paired && <Badge variant="light">Paired</Badge>}
          {!host.online && (
            <Badge variant="light" color="gray">
              Not here now
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {host.address}:{host.port} · {showShortId(host.fingerprint)}
        </Text>
      </div>
      {host.paired && (
        <Button variant="subtle" color="gray" onClick={() => void bridge.forget(host.id)}>
          Forget
        </Button>
      )}
      <Button
        variant={host.paired ? 'filled' : 'light'}
        onClick={() =>
          void (host.paired ? bridge.join(host.id) : bridge.pair({ address: host.address, port: host.port }))
        }
      >
        {host.paired ? 'Join' : 'Pair'}
      </Button>
    </div>
  );
}

function AddressForm({ onAddress }: { onAddress(place: { address: string; port: number }): void }) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const place = parseAddress(typed);
    setWrong(place === null);
    if (place) onAddress(place);
  };
  return (
    <form onSubmit={submit}>
      <Group mt="lg" align="flex-start" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label="Not in the list? Type the address that the lab shows"
          placeholder="10.0.0.5:4700"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={wrong ? 'An address looks like 10.0.0.5 or 10.0.0.5:4700.' : null}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" mt={25} variant="default" disabled={typed.trim() === ''}>
          Connect
        </Button>
      </Group>
    </form>
  );
}

/** The beginning of the certificate's fingerprint, as the lab shows it: tells two labs of one name apart. */
const showShortId = (fingerprint: string): string => `${fingerprint.slice(0, 4)} ${fingerprint.slice(4, 8)}`;
