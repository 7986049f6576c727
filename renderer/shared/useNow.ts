import { useEffect, useState } from 'react';

/** The page's clock (performance.now, ms), renewed every `everyMs` while `active`. */
export function useNow(everyMs: number, active = true): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (!active) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, active]);
  return nowMs;
}
