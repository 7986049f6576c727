export type HostArguments = {
  dataDir: string;
  studiesDir: string;
  uiDir: string;
  port: number | null;
  resume: boolean;
  /** Folder of the record that the host before had open. */
  leftOpen: string | null;
  appVersion: string;
  /** Where the app's runners look for their snapshot. */
  snapshotFile: string | null;
};

/** The host's own command line, written by the app: `--data DIR --studies DIR --ui DIR --version V [--snapshot FILE] [--port N] [--resume [--left FOLDER]]`. */
export function parseHostArguments(argv: readonly string[]): HostArguments {
  const valueOf = (name: string): string | null => {
    const at = argv.indexOf(name);
    return at === -1 ? null : (argv[at + 1] ?? null);
  };
  const needed = (name: string): string => {
    const value = valueOf(name);
    if (value === null) throw new Error(`The host was started without ${name}.`);
    return value;
  };
  const port = valueOf('--port');
  return {
    dataDir: needed('--data'),
    studiesDir: needed('--studies'),
    uiDir: needed('--ui'),
    appVersion: valueOf('--version') ?? '',
    snapshotFile: valueOf('--snapshot'),
    port: port === null ? null : Number(port),
    resume: argv.includes('--resume'),
    leftOpen: valueOf('--left'),
  };
}
