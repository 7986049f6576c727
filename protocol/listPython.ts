import type { PythonSpec, Study } from './study';

/** All that a study has in Python: its environments, and the policies that are classes. */
export const listPython = ({ environments, policies }: Pick<Study, 'environments' | 'policies'>): PythonSpec[] => [
  ...Object.values(environments),
  ...Object.values(policies).filter((policy) => policy.kind === 'python'),
];
