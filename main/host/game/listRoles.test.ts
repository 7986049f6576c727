import { expect, it } from 'vitest';
import { listRoles } from './listRoles';

it('asks as play does: who is to act, with what they may do', () => {
  const obs = { ada: [1], bob: [2], cyd: [3] };
  expect(listRoles(['ada', 'bob', 'dan'], { obs })).toEqual([
    { agent: 'ada', observation: [1] },
    { agent: 'bob', observation: [2] },
  ]);
  expect(listRoles(['ada', 'bob'], { obs, waits: ['bob'], allowed: { ada: [], bob: [2, 4] } })).toEqual([
    { agent: 'bob', observation: [2], allowed: [2, 4] },
  ]);
});
