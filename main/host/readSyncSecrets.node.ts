const PREFIX = 'CUBICLE_SYNC_SECRET_';

/** Passwords of sync targets from the environment, by name: `CUBICLE_SYNC_SECRET_MY_NAS` is that of `my-nas`. They leave it with that. */
export function readSyncSecrets(env: NodeJS.ProcessEnv): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || !value) continue;
    secrets[variable.slice(PREFIX.length).toLowerCase().replace(/_/g, '-')] = value;
    delete env[variable];
  }
  return secrets;
}
