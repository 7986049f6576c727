// Runs inside Electron 22 as its own app: start the app folder that the command line names,
// as the launcher does that ordinary Electron builds bring along.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');
const { app } = require('electron');

let target;
const args = process.argv.slice(1);
for (let index = 0; index < args.length && target === undefined; index += 1) {
  if (args[index] === '-r' || args[index] === '--require') {
    index += 1;
    Module._load(resolve(args[index]), module, false);
  } else if (!args[index].startsWith('-')) {
    target = args[index];
  }
}

const folder = resolve(target ?? '.');
const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(about.productName ?? about.name);
app.setVersion(about.version ?? '0.0.0');
app.setAppPath(folder);
Module._load(join(folder, about.main ?? 'index.js'), module, true);
