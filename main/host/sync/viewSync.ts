import type { SyncSecretState, SyncTarget, SyncTargetView } from '../../../protocol/sync';
import type { SyncState } from './SyncState';

/** What the operator is shown of one target. `isoOf`: wall ms as ISO 8601. */
export function viewSync(
  target: SyncTarget,
  state: SyncState,
  secret: SyncSecretState,
  isoOf: (wallMs: number) => string,
): SyncTargetView {
  const parcels = Object.values(state.parcels).sort((a, b) => (a.record < b.record ? 1 : -1));
  const failing = parcels.find(({ phase, attempts }) => phase === 'waiting' && attempts > 0);
  const missing = {
    code: 'sync/noPassword',
    message: `The password of ${target.name} is not kept on this machine. Type it in to go on.`,
  };
  return {
    ...target,
    secret,
    problem:
      secret === 'missing' ? missing : (state.stopped ?? (state.failures > 0 ? (failing?.problem ?? null) : null)),
    retryAt: state.notBeforeMs > 0 && (state.failures > 0 || state.stopped) ? isoOf(state.notBeforeMs) : null,
    rows: parcels.map(({ record, running, phase, done, of, name, verifiedAtMs, problem }) => ({
      record,
      running,
      phase,
      done,
      of,
      name,
      verifiedAt: verifiedAtMs === null ? null : isoOf(verifiedAtMs),
      problem,
    })),
  };
}
