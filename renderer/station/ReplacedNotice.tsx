import { Button } from '@mantine/core';
import { NoticeCard } from './NoticeCard';

/** Another window has this seat now. */
export function ReplacedNotice({ message, onTakeBack }: { message: string; onTakeBack(): void }) {
  return (
    <NoticeCard title="This place is open in another window" text={message}>
      <Button mt="xl" size="md" variant="default" onClick={onTakeBack}>
        Use this window instead
      </Button>
    </NoticeCard>
  );
}
