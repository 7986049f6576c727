import type { PageStorage } from '../shared/openStorage';

/** Answers that were given but not sent yet. They outlast a reload of the tab, and nothing else. */
export type Draft = {
  read(): Record<string, unknown> | null;
  keep(answers: Record<string, unknown>): void;
  drop(): void;
};

export function openDraft(storage: PageStorage, participant: string, scene: string): Draft {
  const key = `cubicle.draft.${participant}.${scene}`;
  return {
    read: () => parseAnswers(storage.getItem(key)),
    keep: (answers) => storage.setItem(key, JSON.stringify(answers)),
    drop: () => storage.removeItem(key),
  };
}

function parseAnswers(stored: string | null): Record<string, unknown> | null {
  if (stored === null) return null;
  try {
    const value: unknown = JSON.parse(stored);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
