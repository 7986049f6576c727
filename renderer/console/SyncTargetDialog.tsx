import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { syncTarget, type SyncSettings, type SyncTarget, type SyncTargetView } from '../../protocol/sync';
import { useOperator } from './useConsole';

type Kind = SyncSettings['kind'];
type Values = Record<string, string | number | boolean>;
type Result = { ok: boolean; title: string; text: string };
type Field = { key: string; label: string; description?: string; placeholder?: string };

const kinds: { value: Kind; label: string }[] = [
  { value: 'folder', label: 'A folder: network share, disk' },
  { value: 'webdav', label: 'WebDAV: Nextcloud and others' },
  { value: 's3', label: 'S3-compatible storage' },
  { value: 'postgres', label: 'PostgreSQL: rows of many hosts in one database' },
];
const fields: Record<Kind, Field[]> = {
  folder: [
    { key: 'path', label: 'Folder', placeholder: '/mnt/lab/records', description: 'It has to be there already.' },
  ],
  webdav: [
    { key: 'url', label: 'Address', placeholder: 'https://cloud.example.org/remote.php/dav/files/lab/records' },
    { key: 'user', label: 'User' },
  ],
  s3: [
    { key: 'endpoint', label: 'Address', placeholder: 'https://s3.example.org' },
    { key: 'region', label: 'Region' },
    { key: 'bucket', label: 'Bucket' },
    { key: 'prefix', label: 'Names begin with', description: 'May be empty.' },
    { key: 'accessKey', label: 'Access key' },
  ],
  postgres: [
    { key: 'host', label: 'Host', placeholder: 'db.example.org' },
    { key: 'port', label: 'Port' },
    { key: 'database', label: 'Database' },
    { key: 'user', label: 'User' },
  ],
};
const standards: Record<Kind, Values> = {
  folder: { path: '' },
  webdav: { url: '', user: '' },
  s3: { endpoint: '', region: 'us-east-1', bucket: '', prefix: '', accessKey: '' },
  postgres: { host: '', port: 5432, database: '', user: '', tls: true },
};
const TEST_WITHIN_MS = 3 * 60_000;

/** Adds a target or changes one. `target` null: a new one. */
export function SyncTargetDialog({
  target,
  taken,
  onClose,
}: {
  target: SyncTargetView | null;
  taken: string[];
  onClose(): void;
}) {
  const { connection } = useOperator();
  const [name, setName] = useState(target?.name ?? '');
  const [kind, setKind] = useState<Kind>(target?.settings.kind ?? 'folder');
  const [values, setValues] = useState<Values>(target?.settings ?? standards.folder);
  const [secret, setSecret] = useState('');
  const [runningEveryMin, setRunningEveryMin] = useState<number>(target?.runningEveryMin ?? 0);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState<'test' | 'keep' | null>(null);
  const [result, setResult] = useState<Result | null>(null);

  /** What was typed, or null with a word at each field that is wrong. */
  function read(): SyncTarget | null {
    const parsed = syncTarget.safeParse({ name, settings: { ...values, kind }, runningEveryMin });
    const problems: Record<string, string> = {};
    if (target === null && taken.includes(name)) problems['name'] = 'There is a target of this name already.';
    for (const { path, message } of parsed.error?.issues ?? []) problems[String(path.at(-1))] ??= message;
    setWrong(problems);
    return parsed.success && Object.keys(problems).length === 0 ? parsed.data : null;
  }

  async function send(type: 'sync:test' | 'sync:keep'): Promise<void> {
    const given = read();
    if (given === null) return;
    setBusy(type === 'sync:test' ? 'test' : 'keep');
    setResult(null);
    const payload = { target: given, secret: secret === '' ? null : secret };
    const ack = await connection.emit(type, payload, { timeoutMs: TEST_WITHIN_MS, once: true });
    setBusy(null);
    if (!ack.ok) return setResult({ ok: false, title: 'It does not work', text: ack.error.message });
    if (type === 'sync:keep') return onClose();
    setResult({ ok: true, title: 'It works', text: 'It can be reached, and takes what is sent.' });
  }

  function set(key: string, value: string | number | boolean): void {
    setValues((before) => ({ ...before, [key]: value }));
    setResult(null);
  }

  const needsSecret = kind !== 'folder';
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={target ? `Change ${target.name}` : 'Add a target'}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send('sync:keep');
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="Small letters, digits and -"
            placeholder="nas"
            data-autofocus
            disabled={target !== null}
            value={name}
            error={wrong['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Kind"
            data={kinds}
            value={kind}
            allowDeselect={false}
            onChange={(value) => {
              const next = kinds.find((one) => one.value === value)?.value ?? 'folder';
              setKind(next);
              setValues(standards[next]);
              setWrong({});
              setResult(null);
            }}
          />
          {fields[kind].map(({ key, ...field }) => (
            <TextInput
              key={key}
              {...field}
              autoComplete="off"
              value={String(values[key] ?? '')}
              error={wrong[key]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                set(key, key === 'port' && /^\d+$/.test(value) ? Number(value) : value);
              }}
            />
          ))}
          {kind === 'postgres' ? (
            <Checkbox
              label="TLS"
              description="Off only for a database on this machine or in a network of its own."
              checked={values['tls'] === true}
              onChange={(event) => set('tls', event.currentTarget.checked)}
            />
          ) : null}
          {needsSecret ? (
            <PasswordInput
              label={kind === 's3' ? 'Secret key' : 'Password'}
              description={target && target.secret !== 'missing' ? 'Empty: it stays as it is.' : undefined}
              autoComplete="off"
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
            />
          ) : null}
          <NumberInput
            label="Running sessions too, every … minutes"
            description="0: only sessions that have ended."
            min={0}
            max={1440}
            allowDecimal={false}
            value={runningEveryMin}
            error={wrong['runningEveryMin']}
            onChange={(value) => setRunningEveryMin(Number(value))}
          />
          {result ? (
            <Alert color={result.ok ? 'teal' : 'red'} title={result.title} role="status">
              {result.text}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="default"
              loading={busy === 'test'}
              disabled={busy !== null}
              onClick={() => void send('sync:test')}
            >
              Test connection
            </Button>
            <Button type="submit" loading={busy === 'keep'} disabled={busy !== null}>
              {target ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
