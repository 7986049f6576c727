import { FocusTrap } from '@mantine/core';
import classes from './Curtain.module.css';
import { Notice } from './NoticeCard';

/** Covers the page while nothing can be done on it. What is underneath stays as it is. */
export function Curtain({ title, text, busy = false }: { title: string; text: string; busy?: boolean }) {
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
