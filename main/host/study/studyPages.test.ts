import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const studies = readdirSync('environments', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`environments/${entry.name}`).includes('study.yaml'))
  .map(({ name }) => name);

/** The docstrings that tell of a game, as they stand in its class. */
function gameTexts(study: string): string[] {
  const source = readFileSync(`environments/${study}/env.py`, 'utf8');
  return [...source.matchAll(/^class \w+.*:\n {4}"""\n([\s\S]*?)\n {4}"""/gm)]
    .map(([, text = '']) => text.replace(/^ {4}/gm, '').replaceAll('``', '`').replaceAll(':class:', ''))
    .filter((text) => text.includes('## Description'));
}

test.each(studies)('the page of %s in the manual says what its game says of itself, all of it', (study) => {
  const page = readFileSync(`docs/studies/${study}.md`, 'utf8');
  const texts = gameTexts(study);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    expect(page).toContain(text.trim());
    for (const part of ['Action Space', 'Observation Space', 'Rewards', 'Starting State', 'Episode End', 'Arguments'])
      expect(text).toContain(part);
    expect(text).toContain('## Version History');
  }
});

test.each(studies)('%s is told of in the list of studies', (study) => {
  expect(readFileSync('docs/write-a-study.md', 'utf8')).toContain(`(studies/${study}.md)`);
});
