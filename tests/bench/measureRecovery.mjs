import { performance } from 'node:perf_hooks';
import { createPlayer } from './lab/createPlayer.mjs';
import { median, medianOf, round } from './lab/figures.mjs';
import { findPort, openLab, tokenOf, withDataDir } from './lab/openLab.mjs';
import { startHost } from './lab/startHost.mjs';

const KILLS = 5;
const TICKS_BETWEEN = 120;

const INTERPRETER = /^interpreter: started/;
const TAKEN_UP = /^Session \w+ goes on/;

/**
 * `kill -9` of the host in the middle of a game of two, and a new one at once, as the app does: how long until both stations
 * have a picture again, and until both see the game go on past the last tick they had seen. And the phases of it, each from the
 * kill: the journal folded and the session taken up; an interpreter there; the host's address told. What lies between the later
 * of the first two and the picture is loading and stepping the game again.
 */
export async function measureRecovery({ parts, report }) {
  const port = await findPort();
  await withDataDir('together', async (dataDir, study) => {
    const lab = await openLab(parts, { dataDir, study, port, seats: 2 });
    lab.operator.close();
    let host = lab.host;
    const lastTicks = [0, 0];
    const players = lab.links.map((link, number) =>
      createPlayer({
        url: host.url,
        token: tokenOf(link),
        protocol: parts.PROTOCOL_VERSION,
        number,
        onFrame: ({ tick }) => {
          lastTicks[number] = Math.max(lastTicks[number], tick);
        },
      }),
    );
    try {
      const operator = await parts.openConsole(host);
      await operator.request('session:start', {});
      operator.close();
      const runs = [];
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const wanted = lastTicks[0] + TICKS_BETWEEN;
        await Promise.all(players.map((player) => player.nextFrame(({ tick }) => tick >= wanted)));
        const seen = [...lastTicks];
        const killedMs = await host.kill();
        const pictures = players.map((player) => player.nextFrame(() => true));
        const further = players.map((player, number) => player.nextFrame(({ tick }) => tick > seen[number]));
        host = await startHost({ dataDir, port });
        const hostMs = performance.now() - killedMs;
        const latestOf = async (frames) => Math.max(...(await Promise.all(frames)).map(({ atMs }) => atMs)) - killedMs;
        const [pictureMs, goesOnMs] = [await latestOf(pictures), await latestOf(further)];
        const takenUpMs = host.saidAtMs(TAKEN_UP) - killedMs;
        const interpreterMs = host.saidAtMs(INTERPRETER) - killedMs;
        runs.push({
          takenUpMs,
          interpreterMs,
          hostMs,
          steppedAgainMs: pictureMs - Math.max(takenUpMs, interpreterMs),
          pictureMs,
          goesOnMs,
          ticksRebuilt: seen[0],
        });
      }
      const figures = medianOf(runs);
      report({
        figures,
        eachGoesOnMs: runs.map(({ goesOnMs }) => Math.round(goesOnMs)),
        runs: KILLS,
        ratio: {
          to: 'the start of the host alone, until it tells its address',
          value: round(median(runs.map(({ goesOnMs }) => goesOnMs)) / median(runs.map(({ hostMs }) => hostMs))),
        },
      });
    } finally {
      for (const player of players) player.close();
      await host.abandon();
    }
  });
}
