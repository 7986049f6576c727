import { Alert, Group, Progress, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { StationView } from '../../protocol/view';
import { Markdown } from '../shared/Markdown';
import classes from './SceneFrame.module.css';

export type SceneFrameProps = {
  view: StationView;
  title: string;
  /** Markdown of the study. */
  text?: string;
  children?: ReactNode;
  /** Why the last try to go on did not work, with what to do. */
  error?: string | null;
  actions?: ReactNode;
};

/** What every step but a game stands in: progress at the top, one card, its buttons at the end of it. */
export function SceneFrame({ view, title, text = '', children, error = null, actions }: SceneFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const card = useRef<HTMLElement>(null);
  const step = `${view.progress.done}/${title}`;
  useEffect(() => {
    // Never a button: a key still held from a game must not press it.
    const start = title ? heading.current : card.current;
    start?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [step, title]);
  const trouble = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Below a long form it would stand where nobody looks.
    if (error) trouble.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);

  return (
    <div className={classes.page}>
      <StudyProgress {...view.progress} />
      <main className={classes.card} ref={card} tabIndex={-1}>
        <Title order={1} ref={heading} tabIndex={-1} className={classes.title} hidden={!title}>
          {title}
        </Title>
        <Markdown text={text} session={view.session} />
        {children}
        {error && (
          <Alert color="red" role="alert" mt="lg" ref={trouble} className={classes.trouble} title="That did not work">
            {error}
          </Alert>
        )}
        {actions && (
          <Group justify="flex-end" mt={36} gap="md" className={classes.actions}>
            {actions}
          </Group>
        )}
      </main>
      <Text className={classes.seat} component="footer">
        {view.seat}
      </Text>
    </div>
  );
}

function StudyProgress({ done, of }: StationView['progress']) {
  const percent = of > 0 ? (100 * done) / of : 0;
  return (
    <Progress.Root size={6} radius={0} className={classes.progress}>
      <Progress.Section value={percent} aria-label={`Step ${Math.min(done + 1, of)} of ${of}`} />
    </Progress.Root>
  );
}
