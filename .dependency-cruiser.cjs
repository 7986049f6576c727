// Who may import whom: each rule is named after what it protects.
const ours = '^(protocol|main|preload|renderer|environments|tests|build)/';
const domains = '^main/host/(session|study|game|stations|record|sync)/';
const tests = '\\.test\\.tsx?$|^tests/|/testing/';
const electron = '^electron$|(^|/)node_modules/electron/';
const impure = '\\.(node|worker)\\.tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that need each other cannot be understood, or tested, one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-import-exists',
      comment: 'An import that does not resolve hides every rule behind it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-are-declared',
      comment: 'A package that package.json does not name is there by accident.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'protocol-stands-alone',
      comment: 'What crosses a wire or a disk is readable by every process, so it needs none of them.',
      severity: 'error',
      from: { path: '^protocol/', pathNot: tests },
      to: { path: [ours, electron], pathNot: '^protocol/' },
    },
    {
      name: 'protocol-touches-no-platform',
      comment: 'The protocol runs in Node, Electron and browsers.',
      severity: 'error',
      from: { path: '^protocol/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domains-meet-only-in-the-root',
      comment: 'A domain declares what it needs as a Deps type; createHost hands it over.',
      severity: 'error',
      from: { path: domains },
      to: { path: '^main/host/', pathNot: '^main/host/$1/' },
    },
    {
      name: 'host-knows-no-front-end',
      comment: 'The host runs the same without windows; the command line and the shell start it.',
      severity: 'error',
      from: { path: '^main/host/' },
      to: { path: '^(main/(app|cli)|preload|renderer)/' },
    },
    {
      name: 'host-never-imports-electron',
      comment: 'The host is one plain Node program.',
      severity: 'error',
      from: { path: '^main/(host|cli)/' },
      to: { path: electron },
    },
    {
      name: 'cli-knows-no-front-end',
      comment: 'Every command works on a machine without a display.',
      severity: 'error',
      from: { path: '^main/cli/' },
      to: { path: '^(main/app|preload|renderer)/' },
    },
    {
      name: 'app-starts-the-host-by-path',
      comment: 'The shell starts the host as a process of its own; only discovery is shared code.',
      severity: 'error',
      from: { path: '^main/app/' },
      to: {
        path: '^(main/(host|cli)|renderer|preload)/',
        pathNot: '^main/host/stations/discover[A-Za-z]*\\.node\\.ts$|^main/host/stations/discovery/',
      },
    },
    {
      name: 'preload-is-one-typed-bridge',
      comment: 'The preload script is the one door between page and desktop: electron and the bridge type, no more.',
      severity: 'error',
      from: { path: '^preload/', pathNot: tests },
      to: { path: '.', pathNot: ['^preload/', '^protocol/bridge[A-Za-z]*\\.ts$', electron] },
    },
    {
      name: 'renderer-never-touches-node',
      comment: 'The same pages run in any browser.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-never-imports-electron',
      comment: 'What the desktop adds arrives as one object on window.',
      severity: 'error',
      from: { path: '^(renderer|protocol)/' },
      to: { path: electron },
    },
    {
      name: 'renderer-knows-only-protocol-and-portable-game',
      comment: 'Pages talk to the host in the protocol; they share only what prediction needs.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { path: '^(main|preload|tests|build|environments)/', pathNot: '^main/host/game/' },
    },
    {
      name: 'renderer-shares-only-pure-game-code',
      comment: 'A file of the game that needs Node or is a thread of the host cannot run on a station.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { path: impure },
    },
    {
      name: 'console-and-station-meet-in-shared',
      comment: 'Operator and participant pages are two programs.',
      severity: 'error',
      from: { path: '^renderer/(console|station|pairing)/' },
      to: { path: '^renderer/(console|station|pairing)/', pathNot: '^renderer/$1/' },
    },
    {
      name: 'pure-files-do-no-io',
      comment: 'I/O, clock, randomness and threads live only in files whose name says so.',
      severity: 'error',
      from: { path: '^(protocol|main/host|main/cli)/', pathNot: [impure, tests] },
      to: { path: impure },
    },
    {
      name: 'pure-files-know-no-platform',
      comment: 'A file without .node or .worker in its name runs anywhere.',
      severity: 'error',
      from: { path: '^(protocol|main/host|main/cli)/', pathNot: [impure, tests] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'session-is-pure-throughout',
      comment: 'Time, ids and draws are handed to a session and land in its events.',
      severity: 'error',
      from: { path: '^main/host/session/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'What ships does not depend on what tests it.',
      severity: 'error',
      from: { pathNot: [tests, '^build/'] },
      to: { path: tests },
    },
    {
      name: 'environments-stand-alone',
      comment: 'A study is a folder that an author copies.',
      severity: 'error',
      from: { path: '^environments/', pathNot: tests },
      to: { path: ours, pathNot: '^environments/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
