import { Loader, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './NoticeCard.module.css';

/** One short message in the middle of the screen. */
export function NoticeCard({ title, text, busy = false, children }: { title: string; text: string; busy?: boolean; children?: ReactNode }) {
  return (
    <div className={classes.middle}>
      <div className={classes.card} role="status">
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        <Text className={classes.text}>{text}</Text>
        {busy && <Loader type="dots" mt="lg" mx="auto" aria-hidden="true" />}
        {children}
      </div>
    </div>
  );
}
