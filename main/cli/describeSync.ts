import type { SyncRow, SyncTargetView, SyncView } from '../../protocol/sync';

/** What is where, as lines for a terminal. */
export function describeSync(view: SyncView): string {
  return view.targets.map(describeTarget).join('\n\n');
}

/** Whether everything is where it should be. */
export function isAllThere({ targets }: SyncView): boolean {
  return targets.every(({ problem, rows }) => problem === null && rows.every(({ phase }) => phase === 'there'));
}

function describeTarget(target: SyncTargetView): string {
  const { name, settings, problem, retryAt, rows } = target;
  const there = rows.filter(({ phase }) => phase === 'there').length;
  return [
    `${name} (${settings.kind}): ${there} of ${rows.length} records are there`,
    ...(problem === null ? [] : [`  ${problem.message}`]),
    ...(retryAt === null ? [] : [`  next attempt ${retryAt}`]),
    ...rows.map(describeRow),
  ].join('\n');
}

function describeRow({ record, running, phase, done, of, name, verifiedAt, problem }: SyncRow): string {
  const share = of > 0 ? ` ${Math.floor((100 * done) / of)} %` : '';
  const stands = {
    waiting: 'waits',
    sending: `is being sent${share}`,
    there: `is there${running ? ' as far as it had come' : ''}, verified ${verifiedAt ?? ''}`,
    failed: 'was not sent',
  }[phase];
  const as = name === record ? '' : `, as ${name}`;
  return `  ${record}  ${stands}${as}${problem === null ? '' : `: ${problem.message}`}`;
}
