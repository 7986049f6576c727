import { Alert, Button, Code, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconPackage, IconShieldQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import type { StudyNeeds } from '../../protocol/view';
import { tell } from './tell';
import { useOperator } from './useConsole';

/** On a study's card: what it needs before it can run, and the way to give it. */
export function StudyNeedsView({ study, needs }: { study: string; needs: StudyNeeds }) {
  const { connection } = useOperator();
  const [isAsking, setAsking] = useState(false);
  const { hash, trust, packages, progress, problem } = needs;

  async function trustIt(): Promise<void> {
    setAsking(false);
    tell(await connection.emit('study:trust', { study, hash }));
  }
  async function prepare(): Promise<void> {
    tell(await connection.emit('study:prepare', { study }));
  }

  return (
    <>
      {trust ? (
        <Alert color="yellow" title="It runs outside of the sandbox" icon={<IconShieldQuestion />} mb="md">
          <Text size="sm" mb="xs">
            This study uses the Python of this computer. It can do there whatever you can. It does not run before you
            say that you trust it.
          </Text>
          <Button size="xs" color="yellow" variant="light" onClick={() => setAsking(true)}>
            Trust this study…
          </Button>
        </Alert>
      ) : null}
      {problem !== null ? (
        <Alert color="red" title="It cannot run on this computer yet" mb="md">
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {problem}
          </Code>
        </Alert>
      ) : null}
      {packages && !trust ? (
        <Alert color="blue" title="Its packages are not on this computer" icon={<IconPackage />} mb="md">
          {progress === null ? (
            <Button size="xs" variant="light" onClick={() => void prepare()}>
              Get its packages
            </Button>
          ) : (
            <Group gap="xs" wrap="nowrap">
              <Loader size="xs" />
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {progress}
              </Text>
            </Group>
          )}
        </Alert>
      ) : null}
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={`Trust ${study}?`} centered>
        <Stack>
          <Text size="sm">
            Its code will run as a program of this computer, not in the sandbox: it can read, change and delete all your
            files, records of other studies too, and use the network.
          </Text>
          <Text size="sm">
            Say yes only if you have looked at its files, or know who wrote them. You are asked again when a file of it
            changes.
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            Its files as they are now: {hash}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button color="yellow" onClick={() => void trustIt()}>
              I trust it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
