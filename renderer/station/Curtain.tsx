import { FocusTrap } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './Curtain.module.css';
import { Notice } from './NoticeCard';

/** Covers the page while nothing can be done on it. What is underneath stays as it is. */
export function Curtain({ title, text, busy = false }: { title: string; text: string; busy?: boolean }) {
  // Whoever was typing goes on where they were.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
  return (
    <FocusTrap active>
      <div
        className={classes.curtain}
        role="alertdialog"
        aria-modal="true"
        aria-label={`${title}. ${text}`}
        tabIndex={-1}
      >
        <Notice title={title} text={text} busy={busy} />
      </div>
    </FocusTrap>
  );
}
