import { Alert, Button, Group, Modal, PasswordInput, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { shortestPassphrase } from '../../protocol/passphrase';
import type { RecordRow } from '../../protocol/view';
import { useOperator } from './useConsole';

const LONG_MS = 60 * 60_000;

const words = {
  encrypt: {
    title: 'Encrypt this record?',
    about:
      'One encrypted file is made of it, read back and compared. Then the record itself is removed. It has to be decrypted before it can be exported, paid out or verified, and it is not copied to sync targets as long as it is encrypted.',
    button: 'Encrypt',
  },
  decrypt: {
    title: 'Decrypt this record?',
    about:
      'The record is made again beside the encrypted file, which stays. Encrypt it again when you are done: that takes the same passphrase, and the file that is there.',
    button: 'Decrypt',
  },
};

/** Asks for a passphrase, and puts a record under it or takes it out. A new passphrase is typed twice. */
export function LockDialog({ record, onClose }: { record: RecordRow; onClose(): void }) {
  const { connection, state } = useOperator();
  const progress = useStore(state, (now) => now.progress);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const isNew = record.state !== 'locked';
  const { title, about, button } = words[isNew ? 'encrypt' : 'decrypt'];
  const isShort = isNew && passphrase.length < shortestPassphrase;
  const isSame = !isNew || passphrase === again;
  const mine = progress?.record === record.record && progress.of > 0 ? progress : null;

  async function run(): Promise<void> {
    setBusy(true);
    setRefused(null);
    const ack = await connection.emit(
      isNew ? 'record:encrypt' : 'record:decrypt',
      { record: record.record, passphrase },
      { timeoutMs: LONG_MS, retry: false },
    );
    setBusy(false);
    if (ack.ok) onClose();
    else setRefused(ack.error.message);
  }

  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeOnClickOutside={false} closeOnEscape={!isBusy}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isShort && isSame && passphrase !== '') void run();
        }}
      >
        <Stack>
          <Text size="sm">{about}</Text>
          {isNew ? (
            <Alert color="orange" icon={<IconAlertTriangle />} title="A lost passphrase is lost data">
              Nobody can read the record without it, and nobody can give you a new one. Keep it where the lab keeps its
              passwords before you go on.
            </Alert>
          ) : null}
          <PasswordInput
            label="Passphrase"
            description={isNew ? `At least ${shortestPassphrase} characters; four or five words are good.` : undefined}
            autoComplete="off"
            data-autofocus
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          {isNew ? (
            <PasswordInput
              label="The same again"
              autoComplete="off"
              value={again}
              error={again !== '' && !isSame ? 'This is not the same.' : undefined}
              onChange={(event) => setAgain(event.currentTarget.value)}
            />
          ) : null}
          {refused === null ? null : (
            <Alert color="red" title={isNew ? 'Not encrypted' : 'Not decrypted'} role="status">
              {refused}
            </Alert>
          )}
          {isBusy ? (
            <Progress value={mine === null ? 0 : (100 * mine.done) / mine.of} animated aria-label="Progress" />
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={isBusy}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={isShort || !isSame || passphrase === ''}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
