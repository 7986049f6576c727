import { Loader, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './NoticeCard.module.css';

export type NoticeCardProps = { title: string; text: string; busy?: boolean; children?: ReactNode };

/** One short message in the middle of an empty screen. */
export function NoticeCard(props: NoticeCardProps) {
  return (
    <div className={classes.page}>
      <Notice {...props} />
    </div>
  );
}

/** The message itself. */
export function Notice({ title, text, busy = false, children }: NoticeCardProps) {
  return (
    <div className={classes.card} role="status">
      <Title order={1} className={classes.title}>
        {title}
      </Title>
      <Text className={classes.text}>{text}</Text>
      {busy && <Loader type="dots" mt="lg" mx="auto" aria-hidden="true" />}
      {children}
    </div>
  );
}
