import { quantile, round } from './lab/figures.mjs';
import { createPlayer } from './lab/createPlayer.mjs';
import { findPort, openLab, tokenOf, withDataDir } from './lab/openLab.mjs';
import { readJournal } from './lab/readJournal.mjs';
import { sampleHost } from './lab/readProcesses.mjs';

const GAMES = 8;
/** CUBICLE_BENCH_MINUTES sets another length. */
const MINUTES = Number(process.env.CUBICLE_BENCH_MINUTES ?? 20);
const SAMPLE_MS = 30_000;
/** Until then caches fill and interpreters take what they will need. */
const SETTLE_SHARE = 0.25;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** MiB an hour by which own memory of a role grows: the slope of the straight line through the samples (least squares). */
function growthOf(samples, role) {
  const points = samples.map(({ atMs, roles }) => [atMs, roles[role]?.ownMiB ?? 0]);
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [middleMs, middle] = [mean(0), mean(1)];
  const above = points.reduce((sum, [atMs, own]) => sum + (atMs - middleMs) * (own - middle), 0);
  const below = points.reduce((sum, [atMs]) => sum + (atMs - middleMs) ** 2, 0);
  return (above / below) * HOUR_MS;
}

/** Eight games of volley, episode after episode as people play them, for a long time: how memory grows, and whether ticks stay punctual. */
export async function measureSoak({ parts, report }) {
  await withDataDir('soak', async (dataDir, study) => {
    const lab = await openLab(parts, { dataDir, study, port: await findPort(), seats: GAMES });
    const players = lab.links.map((link, index) =>
      createPlayer({ url: lab.host.url, token: tokenOf(link), protocol: parts.PROTOCOL_VERSION, number: index }),
    );
    const samples = [];
    try {
      const playing = players.map((player) => player.nextFrame(({ tick }) => tick > 0));
      await lab.start();
      await Promise.all(playing);
      for (let passedMs = 0; passedMs < MINUTES * MINUTE_MS; passedMs += SAMPLE_MS) {
        await pass(SAMPLE_MS);
        const sample = sampleHost(lab.host.pid);
        if (sample) samples.push(sample);
      }
    } finally {
      for (const player of players) player.close();
      await lab.close();
    }
    const rows = await readJournal(parts, lab.journalFile, ['tick']);
    const endMs = rows.at(-1)?.atMs ?? 0;
    const lateIn = (fromMs, toMs) =>
      round(
        quantile(
          rows.filter(({ atMs }) => atMs > fromMs && atMs <= toMs).map(({ body }) => body.lateMs),
          0.99,
        ),
      );
    const settled = samples.slice(Math.ceil(samples.length * SETTLE_SHARE));
    const byRole = (tell) =>
      Object.fromEntries(Object.keys(settled[0]?.roles ?? {}).map((role) => [role, round(tell(role))]));
    report({
      case: `${GAMES} games for ${MINUTES} minutes`,
      figures: {
        ticks: rows.length,
        episodes: new Set(rows.map(({ game, body }) => `${game} ${body.episode}`)).size,
        growthMiBPerHour: byRole((role) => growthOf(settled, role)),
        ownMiBSettled: byRole((role) => settled[0].roles[role]?.ownMiB ?? null),
        ownMiBAtEnd: byRole((role) => settled.at(-1).roles[role]?.ownMiB ?? null),
        lateP99FirstMinuteMs: lateIn(endMs - MINUTES * MINUTE_MS, endMs - (MINUTES - 1) * MINUTE_MS),
        lateP99LastMinuteMs: lateIn(endMs - MINUTE_MS, endMs),
      },
      eachOwnMiB: samples.map(({ roles }) =>
        Object.fromEntries(Object.entries(roles).map(([role, { ownMiB }]) => [role, round(ownMiB)])),
      ),
      runs: 1,
      ratio: null,
    });
  });
}
