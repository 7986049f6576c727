import { expect, it } from 'vitest';
import { createTroubleTeller } from './createTroubleTeller';
import type { JournalTrouble } from './Journal';

it('takes nothing for the end of what the writer has told but the word of the writer', () => {
  const told: string[] = [];
  const teller = createTroubleTeller(({ kind }) => told.push(kind));
  const say = (kind: JournalTrouble['kind']): JournalTrouble => ({ kind, message: kind });
  teller.fromWatch(say('stalled'));
  teller.fromWriter(say('full'));
  expect(teller.isWriterTroubled()).toBe(true);
  teller.fromWatch(say('recovered'));
  teller.fromWatch(say('slow'));
  expect(told).toEqual(['stalled', 'full']);
  teller.fromWriter(say('recovered'));
  teller.fromWatch(say('slow'));
  teller.fromWatch(say('recovered'));
  expect(told).toEqual(['stalled', 'full', 'recovered', 'slow', 'recovered']);
});
