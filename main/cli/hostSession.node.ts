import { resolve } from 'node:path';
import { createHost } from '../host/createHost.node';
import { takeOperatorToken } from '../host/takeOperatorToken.node';
import { expectOk } from './connectLine.node';
import type { CubiclePaths } from './findPaths.node';
import { defaultDataDir } from './defaultDataDir.node';
import { findStudy, readStudy } from './findStudy.node';
import { openConsole } from './openConsole.node';
import { openHelpers } from './openHelpers.node';
import { waitForSignal } from './waitForSignal.node';

export type HostSessionOptions = {
  /** Open a session with this study, unless one is taken up again. */
  study: string | undefined;
  /** The treatment of everybody in it; undefined: as the study says. */
  treatment: string | undefined;
  port: number | undefined;
  data: string | undefined;
  resume: boolean;
};

/** Runs a host in this process until it is asked to stop by a signal. @throws Error in words when it cannot start */
export async function hostSession(
  options: HostSessionOptions,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<void> {
  const found = options.study === undefined ? null : await findStudy(options.study, paths.studiesDir);
  const study = found === null ? null : await readStudy(found.folder);
  const operatorToken = takeOperatorToken();
  const dataDir = resolve(options.data ?? defaultDataDir());
  const stopped = waitForSignal();
  const helpers = openHelpers(paths);
  try {
    const host = await createHost({
      ...paths,
      dataDir,
      studyFolders: found === null || found.bundled ? [] : [found.folder],
      port: options.port ?? null,
      helpers,
      pace: 'realtime',
      resume: options.resume,
      operatorToken,
      seed: null,
      log: say,
    });
    try {
      if (study !== null) await openSession(study.name, options.treatment, host, say);
      say(`Cubicle is running. Records are kept in ${dataDir}.`);
      say(`Open this address in a browser on this machine:\n\n  ${host.consoleUrl}\n`);
      say('Press Ctrl+C to stop. A session that is running can be taken up again.');
      say(`${await stopped}: stopping.`);
    } finally {
      await host.close();
    }
  } finally {
    helpers.close();
  }
}

async function openSession(
  study: string,
  treatment: string | undefined,
  host: Parameters<typeof openConsole>[0],
  say: (line: string) => void,
): Promise<void> {
  const end = await openConsole(host);
  try {
    const open = end.view().session;
    if (open !== null) {
      say(`Session ${open.session} (${open.study.name}) was interrupted and goes on; no new one was made.`);
      return;
    }
    const { session } = expectOk(
      await end.request('session:create', { study, ...(treatment !== undefined && { treatment }) }),
    );
    say(`Session ${session} of ${study} is open.`);
  } finally {
    end.close();
  }
}
