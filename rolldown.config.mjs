import { builtinModules } from 'node:module';
import { findBundles } from './build/scripts/bundles.mjs';
import { inRoot } from './build/scripts/paths.mjs';

// Native or found by path at run time; bufferutil and utf-8-validate are optional accelerators of ws.
const externalPackages = [
  'electron',
  'onnxruntime-node',
  'node-sqlite3-wasm',
  '@bokuweb/zstd-wasm',
  'pyodide',
  'bufferutil',
  'utf-8-validate',
];
const external = [...externalPackages, ...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/** Electron 22 (the one tests run on) has Node 16.17; one file each, since a worker is started by one path. */
const nodeBundle = ({ input, output }) => ({
  input: inRoot(input),
  platform: 'node',
  external,
  transform: { target: 'node16.17' },
  output: { file: inRoot('dist', output), format: 'cjs', sourcemap: true, codeSplitting: false },
});

/** Pyodide is imported by its URL at run time, never bundled. */
const browserBundle = ({ input, output }) => ({
  input: inRoot(input),
  platform: 'browser',
  transform: { target: 'chrome108', define: { 'process.env.NODE_ENV': '"production"' } },
  output: { file: inRoot('dist', output), format: 'es', sourcemap: true, codeSplitting: false },
});

const { node, browser } = findBundles();
export default [...node.map(nodeBundle), ...browser.map(browserBundle)];
