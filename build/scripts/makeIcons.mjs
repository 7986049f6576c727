import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { inRoot } from './paths.mjs';
import { say, stopWith } from './say.mjs';

/*
 * Makes the app's icons from build/icons/icon.svg: run it after a change of the drawing and commit what it makes.
 *   node build/scripts/makeIcons.mjs   (needs Chromium: /usr/bin/chromium, or CHROMIUM=path)
 */
const folder = inRoot('build', 'icons');
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
/** Apple's four-letter names of the sizes; `@2x` ones are the same pixels for denser screens. */
const appleSizes = {
  icp4: 16,
  icp5: 32,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
};

/** @param {number[]} sizes @returns {Promise<Map<number, Buffer>>} */
async function drawPictures(sizes) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`Chromium is needed to draw the icons; not found: ${executablePath}`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
  try {
    const page = await browser.newPage();
    const drawing = readFileSync(`${folder}/icon.svg`, 'utf8');
    const pictures = new Map();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`);
      pictures.set(size, await page.screenshot({ omitBackground: true }));
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

/** @param {Map<number, Buffer>} pictures */
function packIco(pictures) {
  const head = Buffer.alloc(6 + 16 * windowsSizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(windowsSizes.length, 4);
  let offset = head.length;
  const parts = windowsSizes.map((size, index) => {
    const data = pictures.get(size) ?? Buffer.alloc(0);
    const entry = 6 + 16 * index;
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(data.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += data.length;
    return data;
  });
  return Buffer.concat([head, ...parts]);
}

/** @param {Map<number, Buffer>} pictures */
function packIcns(pictures) {
  const block = (name, data) => {
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  };
  const blocks = Object.entries(appleSizes).map(([name, size]) => block(name, pictures.get(size) ?? Buffer.alloc(0)));
  return block('icns', Buffer.concat(blocks));
}

async function makeIcons() {
  const sizes = [...new Set([...linuxSizes, ...windowsSizes, ...Object.values(appleSizes)])];
  const pictures = await drawPictures(sizes);
  mkdirSync(`${folder}/linux`, { recursive: true });
  for (const size of linuxSizes) writeFileSync(`${folder}/linux/${size}x${size}.png`, pictures.get(size) ?? '');
  writeFileSync(`${folder}/icon.png`, pictures.get(512) ?? '');
  writeFileSync(`${folder}/icon.ico`, packIco(pictures));
  writeFileSync(`${folder}/icon.icns`, packIcns(pictures));
  say(`made the icons in ${folder}`);
}

await makeIcons().catch(stopWith);
