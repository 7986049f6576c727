import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtHost, FORGET_AFTER_MS, forgetHosts, GOODBYE_MS, hearHost, type HostList, listHosts } from './hostList';

const host = (fingerprint: string, room = 'Lab', address = '10.0.0.1', port = 4700) => ({
  room,
  addresses: [address],
  port,
  fingerprint,
});
const none: HostList = new Map();

describe('the list of hosts', () => {
  it('numbers rooms of one name, always the same way', () => {
    const there = hearHost(hearHost(none, 's2', host('bb'), 0), 's1', host('aa'), 0);
    const back = hearHost(hearHost(none, 's1', host('aa'), 0), 's2', host('bb'), 0);
    expect(listHosts(there)).toEqual(listHosts(back));
    expect(listHosts(there).map(({ room, fingerprint }) => `${room} ${fingerprint}`)).toEqual(['Lab aa', 'Lab (2) bb']);
  });

  it('keeps a host apart from another that claims its name with another certificate', () => {
    const list = hearHost(
      hearHost(none, 'Cubicle aa', host('aa'), 0),
      'Cubicle aa',
      host('evil', 'Lab', '10.0.0.66'),
      1,
    );
    expect(listHosts(list).find(({ fingerprint }) => fingerprint === 'aa')?.addresses).toEqual(['10.0.0.1']);
    expect(listHosts(list)).toHaveLength(2);
  });

  it('holds at most 64, and those it has are not pushed out', () => {
    let list = hearHost(none, 'real', host('real'), 0);
    for (let n = 0; n < 1_000; n++) list = hearHost(list, `fake ${n}`, host(`fake ${n}`), 1);
    expect(list.size).toBe(64);
    expect(
      listHosts(hearHost(list, 'real', host('real', 'Lab', '10.0.0.9'), 2)).find(
        ({ fingerprint }) => fingerprint === 'real',
      )?.addresses,
    ).toEqual(['10.0.0.9', '10.0.0.1']);
  });

  it('forgets what has not been heard for ten seconds', () => {
    const list = hearHost(none, 's', host('aa'), 0);
    expect(forgetHosts(list, FORGET_AFTER_MS - 1).size).toBe(1);
    expect(forgetHosts(list, FORGET_AFTER_MS).size).toBe(0);
  });

  it('takes a goodbye for hearsay: the host goes unless it is heard again', () => {
    const doubted = doubtHost(hearHost(none, 's', host('aa'), 0), 's', 100);
    expect(forgetHosts(doubted, 100 + GOODBYE_MS).size).toBe(0);
    const heard = hearHost(doubted, 's', host('aa'), 200);
    expect(forgetHosts(heard, 100 + GOODBYE_MS).size).toBe(1);
  });

  it('never keeps a silent host longer, whatever goodbyes are said', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 20 }), (goodbyes) => {
        let list = hearHost(none, 's', host('aa'), 0);
        for (const atMs of goodbyes.sort((a, b) => a - b)) list = doubtHost(list, 's', atMs);
        expect(forgetHosts(list, FORGET_AFTER_MS).size).toBe(0);
      }),
    );
  });
});
