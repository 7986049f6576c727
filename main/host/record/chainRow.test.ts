import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainRow, chainStart } from './chainRow';
import { encodeRow } from './encodeRow';
import { hashText } from './hashText.node';
import { rowArbitrary } from './testing/rowArbitrary';

const wall = '2026-03-14T09:26:53.589+01:00';
const link = (row: Parameters<typeof chainRow>[1], previous = chainStart): string => chainRow(previous, row, hashText);

it('changes with any character of any field, with the place, and with the row before', () => {
  const replacement = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(rowArbitrary, fc.nat(), replacement, (journalRow, at, text) => {
      const row = { ...encodeRow(journalRow), seq: 5, wall };
      const hash = link(row);
      for (const field of ['kind', 'game', 'participant', 'seat', 'body', 'wall'] as const) {
        const value = row[field] ?? '';
        const changed =
          value.slice(0, at % (value.length + 1)) + text + value.slice((at % (value.length + 1)) + text.length);
        if (changed !== row[field]) expect(link({ ...row, [field]: changed })).not.toBe(hash);
      }
      expect(link({ ...row, seq: 6 })).not.toBe(hash);
      expect(link({ ...row, atMs: row.atMs === 1 ? 2 : 1 })).not.toBe(row.atMs === 1 ? '' : hash);
      expect(link(row, hashText('other'))).not.toBe(hash);
    }),
  );
});

it('can be computed by anyone: SHA-256 of the previous hash and the JSON list of the fields', () => {
  const row = {
    seq: 1,
    kind: 'event' as const,
    atMs: 0.5,
    wall,
    game: null,
    participant: null,
    seat: 'LAB01',
    body: '{"a":1}',
  };
  const text = `${'0'.repeat(64)}[1,"event",0.5,"${wall}",null,null,"LAB01","{\\"a\\":1}"]`;
  expect(link(row)).toBe(hashText(text));
});
