import { fetchPython } from './fetchPython.mjs';

/** A Python that has pandas, pyarrow and DuckDB, for the tests that read exports back with what researchers read them with. */
export const fetchDataTools = () =>
  fetchPython('data-tools', ['pandas==3.1.1', 'pyarrow==26.0.1', 'duckdb==2.0.1'], 'the tests of exports');
