import { expect, test } from 'vitest';
import type { FrameDelta } from '../../../protocol/frame';
import { changeHud } from './changeHud';

const delta = (part: Partial<FrameDelta>): FrameDelta => ({ set: [], del: [], ...part });
const hud = (text: string): FrameDelta => delta({ set: [{ id: '~hud', kind: 'hud', text }] });
const fold = (deltas: FrameDelta[]): string | null => deltas.reduce<string | null>(changeHud, null);

test('a text stands until it changes or goes; what is drawn does not touch it', () => {
  const ball = delta({ set: [{ id: 'ball', kind: 'text', text: 'not this' }], del: ['net'] });
  expect(fold([ball])).toBeNull();
  expect(fold([hud('1'), ball])).toBe('1');
  expect(fold([hud('1'), hud('2'), ball])).toBe('2');
});

test('once there was a text, its place is kept without one', () => {
  expect(fold([delta({ reset: true })])).toBeNull();
  expect(fold([hud('1'), delta({ del: ['~hud'] })])).toBe('');
  expect(fold([hud('1'), delta({ reset: true })])).toBe('');
  expect(fold([hud('1'), { ...hud('2'), reset: true }])).toBe('2');
});
