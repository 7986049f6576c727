import { Button, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { tidyCode } from './createStation';
import { NoticeCard } from './NoticeCard';

/** For who came without a link: the code on the experimenter's screen. */
export function DoorScreen({ message, onCode }: { message: string | null; onCode(code: string): void }) {
  const [code, setCode] = useState('');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (tidyCode(code)) onCode(code);
  };
  return (
    <NoticeCard title="Welcome" text="Enter the code on the experimenter's screen.">
      <form onSubmit={submit}>
        <TextInput
          mt="xl"
          size="xl"
          aria-label="Code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={message}
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          styles={{
            input: { textAlign: 'center', letterSpacing: '0.25em', textTransform: 'uppercase', fontWeight: 600 },
          }}
        />
        <Button type="submit" size="lg" mt="lg" fullWidth disabled={!tidyCode(code)}>
          Join
        </Button>
      </form>
    </NoticeCard>
  );
}
