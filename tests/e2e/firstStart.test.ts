import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { takeShot } from './takeShot';

let app: LaunchedApp | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

test('the first start asks what this machine is; a host opens its console and is not asked again', async () => {
  app = await launchApp();
  const welcome = await windowAt(app.electron, /^cubicle:\/\/pairing\//);
  await welcome.getByText('What is this machine in your lab?').waitFor();
  await takeShot(welcome, 'first-start');
  await welcome.getByText('This machine runs the lab').click();
  const operator = await windowAt(app.electron, /^http:\/\/127\.0\.0\.1:\d+\/console\//);
  await operator.getByText('volley', { exact: false }).first().waitFor();
  await takeShot(operator, 'console');
  expect(JSON.parse(readFileSync(join(app.folder, 'user', 'role.json'), 'utf8'))).toMatchObject({ role: 'host' });
  expect(existsSync(app.dataFolder)).toBe(true);
  expect(app.electron.windows().some((page) => page.url().startsWith('cubicle:'))).toBe(false);
});

test('a station looks for its lab, and takes a typed address', async () => {
  app = await launchApp({ args: ['--station'] });
  const page = await windowAt(app.electron, /^cubicle:\/\/pairing\//);
  await page.getByText('Labs in this network').waitFor();
  await takeShot(page, 'station-searching');
  const field = page.getByLabel('Not in the list?', { exact: false });
  await field.fill('not an address');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByText('An address looks like 10.0.0.5 or 10.0.0.5:4700.').waitFor();
  await field.fill('127.0.0.1:9');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('alert').waitFor();
  await takeShot(page, 'station-refused');
  expect(existsSync(app.dataFolder)).toBe(false);
});
