import { Typography } from '@mantine/core';
import { useMemo } from 'react';
import classes from './Markdown.module.css';
import { renderMarkdown } from './renderMarkdown';
import { studyFileUrl } from './studyFileUrl';
import { useKeyLayout } from './useKeyLayout';

/** A text of the study. `session` is whose files its pictures are. */
export function Markdown({ text, session }: { text: string; session: string }) {
  const layout = useKeyLayout();
  const html = useMemo(
    () => renderMarkdown(text, { layout, pictureUrl: (path) => studyFileUrl(session, path) }),
    [text, session, layout],
  );
  if (!text.trim()) return null;
  return <Typography className={classes.text} dangerouslySetInnerHTML={{ __html: html }} />;
}
