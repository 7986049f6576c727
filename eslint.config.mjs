import node from 'eslint-plugin-n';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Present in newer Node and in browsers, absent in the Node 16.17 of the Electron that tests run on. */
const absentOnNode16 = [
  'structuredClone',
  'fetch',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'Blob',
  'File',
  'crypto',
  'ReadableStream',
  'CompressionStream',
  'DecompressionStream',
  'BroadcastChannel',
  'WebSocket',
  'navigator',
  'EventSource',
  'CustomEvent',
];

const twoCasts = {
  selector: "TSAsExpression[expression.type='TSAsExpression'][expression.typeAnnotation.type='TSUnknownKeyword']",
  message: 'A cast through unknown switches the type checker off; parse or narrow instead.',
};

export default tseslint.config(
  { ignores: ['dist/**', 'release/**', 'coverage/**', 'node_modules/**', 'environments/**'] },
  // A suppression comment has no effect: what is wrong is mended, not hidden.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      'no-restricted-syntax': ['error', twoCasts],
      'max-lines': ['error', { max: 260, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        {
          'ts-ignore': true,
          'ts-expect-error': 'allow-with-description',
          'ts-nocheck': true,
          'ts-check': false,
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // What a Deps type hands over are closures; taking one out of its object is the normal way to use it.
      '@typescript-eslint/unbound-method': 'off',
      // An implementation of an asynchronous interface may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['protocol/**/*.ts', 'main/**/*.ts', 'preload/**/*.ts'],
    ignores: ['**/*.test.ts', 'main/host/game/runnerWeb.worker.ts', 'main/host/game/runnerPage/**'],
    plugins: { n: node },
    languageOptions: { globals: Object.fromEntries(absentOnNode16.map((name) => [name, 'readonly'])) },
    rules: {
      // Web Crypto is called experimental before 19, but has been complete since 15: the certificate is made with it.
      'n/no-unsupported-features/node-builtins': [
        'error',
        { version: '>=16.17.0', ignores: ['crypto.webcrypto', 'Crypto'] },
      ],
      'n/no-unsupported-features/es-builtins': ['error', { version: '>=16.17.0' }],
    },
  },
  {
    // Web streams are called experimental before 21, but do all that encryption asks of them in 16.17: it was run there.
    files: ['main/host/record/locked/openAge.node.ts'],
    rules: {
      'n/no-unsupported-features/node-builtins': [
        'error',
        { version: '>=16.17.0', ignores: ['crypto.webcrypto', 'stream/web', 'ReadableStream'] },
      ],
    },
  },
  {
    files: ['protocol/**/*.ts', 'main/host/**/*.ts', 'main/cli/**/*.ts'],
    ignores: ['**/*.node.ts', '**/*.worker.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is handed in (or name the file *.node.ts).' },
        { object: 'Math', property: 'random', message: 'Draws are handed in (or name the file *.node.ts).' },
      ],
      'no-restricted-syntax': [
        'error',
        twoCasts,
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time is handed in (or name the file *.node.ts).',
        },
      ],
    },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }] },
  },
);
