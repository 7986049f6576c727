import { expect, test } from 'vitest';
import { readWheelName, suitsSandbox } from './Wheel';

test.each([
  ['six-1.17.0-py2.py3-none-any.whl', true],
  ['attrs-26.1.0-py3-none-any.whl', true],
  ['typing_extensions-4.12.2-py311-none-any.whl', true],
  ['new-1.0-py315-none-any.whl', false],
  ['old-1.0-py2-none-any.whl', false],
  ['msgpack-1.2.4-cp314-cp314-pyemscripten_2026_0_wasm32.whl', true],
  ['msgpack-1.2.4-cp313-cp313-pyemscripten_2025_0_wasm32.whl', false],
  ['numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', false],
  ['odd-1.0-2build-py3-none-any.whl', true],
])('%s suits the sandbox: %s', (file, suits) => {
  const wheel = readWheelName(file);
  expect(wheel).not.toBeNull();
  if (wheel !== null) expect(suitsSandbox(wheel)).toBe(suits);
});

test('names are compared as the index compares them', () => {
  expect(readWheelName('Typing_Extensions-4.12.2-py3-none-any.whl')).toMatchObject({
    name: 'typing-extensions',
    version: '4.12.2',
  });
  expect(readWheelName('six-1.17.0.tar.gz')).toBeNull();
});
