import { isAbsolute, resolve } from 'node:path';

export type AppArguments = {
  /** What this machine is; null: what was chosen before, or a question. */
  role: 'host' | 'station' | null;
  /** Port of the lab on this machine; null: the first free one. */
  port: number | null;
  /** Folder of the records; null: the usual one. */
  dataFolder: string | null;
  /** For those who write Cubicle: developer tools and reload in the menu. */
  dev: boolean;
};

export type ParsedArguments = { ok: true; value: AppArguments } | { ok: false; message: string };

/** Switches of Chromium that change how it starts on a machine, not what it may do. Matched by name, with or without a value. */
const passedOn = ['no-sandbox', 'disable-gpu', 'user-data-dir', 'ozone-platform', 'ozone-platform-hint', 'lang'];
/** Switches that let another program look inside; taken only where a test asks for it. */
const debugSwitches = ['inspect', 'inspect-brk', 'remote-debugging-port'];

const usage = `Cubicle takes these switches:
  --host         this machine runs the lab
  --station      this machine is a station
  --port N       the lab listens on this port (1024–65535)
  --data DIR     the records are kept in this folder (default: Cubicle in your home folder)
  --dev          developer tools`;

/**
 * What the command line asks for, or what is wrong with it in words. A mistyped switch is refused rather than ignored:
 * someone who wrote `--dta D:\records` must not find the data elsewhere afterwards.
 * @param args without the program and the app folder
 * @param options cwd: what a relative folder is relative to; mayDebug: whether debugging switches are taken
 */
export function parseAppArguments(args: string[], options: { cwd: string; mayDebug: boolean }): ParsedArguments {
  const value: AppArguments = { role: null, port: null, dataFolder: null, dev: false };
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift() ?? '';
    const [, name, , given] = /^--([a-z-]+)(=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) return refuse(`Cubicle opens no files from the command line: ${show(arg)}`);
    if (passedOn.includes(name) || (options.mayDebug && debugSwitches.includes(name))) continue;
    switch (name) {
      case 'host':
      case 'station':
        if (given !== undefined) return refuse(`--${name} takes no value.`);
        if (value.role !== null && value.role !== name) return refuse('Give either --host or --station, not both.');
        value.role = name;
        break;
      case 'dev':
        if (given !== undefined) return refuse('--dev takes no value.');
        value.dev = true;
        break;
      case 'port': {
        const text = given ?? rest.shift();
        const port = Number(text);
        if (!text || !/^\d{1,5}$/.test(text) || port < 1024 || port > 65535) {
          return refuse(`--port needs a number from 1024 to 65535; found ${text ? show(text) : 'nothing'}.`);
        }
        value.port = port;
        break;
      }
      case 'data': {
        const text = given ?? rest.shift();
        if (!text || text.startsWith('--')) return refuse('--data needs a folder.');
        if (text.includes('\0')) return refuse('--data: a folder name cannot contain a NUL character.');
        value.dataFolder = isAbsolute(text) ? text : resolve(options.cwd, text);
        break;
      }
      default:
        return refuse(`Cubicle does not know the switch ${show(arg)}.`);
    }
  }
  return { ok: true, value };
}

const refuse = (message: string): ParsedArguments => ({ ok: false, message: `${message}\n${usage}` });

/** Text from outside, short and without control characters, so that it cannot redraw a terminal. */
function show(text: string): string {
  const plain = [...text].map((char) => (char < ' ' || (char >= '\x7f' && char <= '\x9f') ? '�' : char));
  return `"${plain.slice(0, 80).join('')}${plain.length > 80 ? '…' : ''}"`;
}
