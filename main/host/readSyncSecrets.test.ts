import { expect, it } from 'vitest';
import { readSyncSecrets } from './readSyncSecrets.node';

it('takes the passwords of targets out of the environment, by name', () => {
  const env = {
    PATH: '/bin',
    CUBICLE_SYNC_SECRET_MY_NAS: 'a',
    CUBICLE_SYNC_SECRET_CLOUD: 'b',
    CUBICLE_SYNC_SECRET_X: '',
  };
  expect(readSyncSecrets(env)).toEqual({ 'my-nas': 'a', cloud: 'b' });
  // What is started from here does not inherit them.
  expect(env).toEqual({ PATH: '/bin', CUBICLE_SYNC_SECRET_X: '' });
});
