import { useEffect, useState } from 'react';

/** Whether `active` has been true for `delayMs` without a break: so that what mends itself in a blink is not shown. */
export function useOverdue(active: boolean, delayMs: number): boolean {
  const [overdue, setOverdue] = useState(false);
  useEffect(() => {
    if (!active) {
      setOverdue(false);
      return;
    }
    const timer = setTimeout(() => setOverdue(true), delayMs);
    return () => clearTimeout(timer);
  }, [active, delayMs]);
  return active && overdue;
}
