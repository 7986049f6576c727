import { performance } from 'node:perf_hooks';
import { type ClockSample, clockOffset } from '../../../protocol/clockOffset';
import { type Ack, PROTOCOL_VERSION } from '../../../protocol/message';
import type { StationView } from '../../../protocol/view';
import { connectLine, type Line, type LineOptions, LOST, type StationTables } from '../connectLine.node';
import { createDraws, drawInteger } from './createDraws';
import { createGamePlayer, type GamePlayer } from './createGamePlayer.node';
import { type BotStep, decideBotStep, emptyMemory } from './decideBotStep';

export type TestBotOptions = {
  /** Origin of the host. */
  url: string;
  /** Of the link to the seat. */
  token: string;
  seat: string;
  seed: number;
  pace: 'realtime' | 'lockstep';
  log(line: string): void;
  /** Makes its connection; for who wants to see what is sent and what the host answers. */
  connect?(options: LineOptions): Line<StationTables>;
};

/** A simulated participant at a station of its own: it reads, answers and plays, through a real socket. */
export type TestBot = {
  /** Settles when the last page is reached; rejects, in words, when the host keeps refusing. */
  done: Promise<{ completionCode: string | null }>;
  /** Settles when the host has seated the bot. */
  seated: Promise<void>;
  close(): void;
};

const READING_MS = { min: 300, max: 1500 };
const TRY_AGAIN_MS = 500;
const REFUSALS = 10;
const CLOCK_SAMPLES = 8;
const CLOCK_EVERY_MS = 5000;

export function createTestBot({ url, token, seat, seed, pace, log, connect = connectLine }: TestBotOptions): TestBot {
  const draw = createDraws(seed, `${seat}/reading`);
  // Every station has a clock of its own, which shows anything.
  const clockStartMs = drawInteger(createDraws(seed, `${seat}/clock`), 0, 10_000_000);
  const stationMs = (): number => clockStartMs + performance.now();
  let memory = emptyMemory;
  let player: GamePlayer | null = null;
  let doing: string | null = null;
  let refusals = 0;
  let samples: ClockSample[] = [];
  let greeted = false;
  let hellos = 0;
  let closed = false;
  let settleDone: { resolve(end: { completionCode: string | null }): void; reject(cause: Error): void };
  let settleSeated: () => void = () => undefined;
  const done = new Promise<{ completionCode: string | null }>((resolve, reject) => {
    settleDone = { resolve, reject };
  });
  const seated = new Promise<void>((resolve) => (settleSeated = resolve));
  // Whoever waits is told.
  done.catch(() => undefined);

  const socket = connect({ url: `${url}/station`, connected: () => void sayHello() });
  // Before it has answered the hello of a connection, a host takes nothing else.
  const line: Line<StationTables> = {
    ...socket,
    request: (...asked) => (greeted ? socket.request(...asked) : Promise.resolve(LOST)),
  };
  line.on('station:view', (next) => {
    if (next.sayHello) void sayHello();
    else look(next);
  });
  line.on('game:frame', (frame) => player?.see(frame));
  line.on('station:replaced', ({ message }) => fail(message));
  const clockTimer = setInterval(() => void measureClock(1), CLOCK_EVERY_MS);

  async function sayHello(): Promise<void> {
    greeted = false;
    hellos += 1;
    const own = hellos;
    const ack = await socket.request('station:hello', { protocol: PROTOCOL_VERSION, token });
    // Of two that are under way the later one counts.
    if (closed || own !== hellos) return;
    if (!ack.ok) {
      if (ack.error.code !== 'connection/lost') return fail(ack.error.message);
      // A connection that was made again has said hello by then; one that is still the same has not.
      setTimeout(() => void (own === hellos && sayHello()), TRY_AGAIN_MS);
      return;
    }
    greeted = true;
    settleSeated();
    void measureClock(CLOCK_SAMPLES);
    player?.join();
    look(ack.view);
  }

  function look(next: StationView): void {
    const decided = decideBotStep(next, memory, seed);
    memory = decided.memory;
    const { step } = decided;
    if (doing === step.key) return;
    doing = step.key;
    if (step.do === 'play' && next.screen.kind === 'game') {
      player?.stop();
      player = createGamePlayer({ line, pace, seed, seat, stationMs }, next.screen);
      player.join();
      return;
    }
    player?.stop();
    player = null;
    if (step.do === 'finish') settleDone.resolve({ completionCode: step.completionCode });
    else if (step.do !== 'wait') later(step, readingMs());
  }

  function readingMs(): number {
    return pace === 'lockstep' ? 0 : READING_MS.min + draw() * (READING_MS.max - READING_MS.min);
  }

  function later(step: BotStep, delayMs: number): void {
    setTimeout(() => {
      if (!closed && doing === step.key) void act(step);
    }, delayMs);
  }

  async function act(step: BotStep): Promise<void> {
    const ack = await send(step);
    if (closed) return;
    if (ack.ok) {
      refusals = 0;
      return;
    }
    // A host that is gone has refused nothing.
    if (ack.error.code === 'connection/lost') return later(step, TRY_AGAIN_MS);
    refusals += 1;
    log(`${seat}: ${ack.error.message}`);
    if (refusals >= REFUSALS) fail(`${seat} cannot go on: ${ack.error.message}`);
    else later(step, TRY_AGAIN_MS);
  }

  async function send(step: BotStep): Promise<Ack> {
    switch (step.do) {
      case 'advance': {
        const { scene, choice } = step;
        return line.request('scene:advance', choice === undefined ? { scene } : { scene, choice });
      }
      case 'submitForm':
        if (step.unanswerable.length > 0)
          log(`${seat}: left out what a test bot cannot answer: ${step.unanswerable.join(', ')}`);
        return line.request('form:submit', { scene: step.scene, answers: step.answers });
      case 'submitQuiz':
        return line.request('quiz:submit', { scene: step.scene, answers: step.answers });
      case 'play':
      case 'wait':
      case 'finish':
        return { ok: true };
    }
  }

  async function measureClock(count: number): Promise<void> {
    for (let sample = 0; sample < count && !closed; sample += 1) {
      const t0 = stationMs();
      const ack = await line.request('time:ping', {});
      if (!ack.ok) return;
      samples = [...samples, { t0, t1: ack.hostMs, t3: stationMs() }].slice(-CLOCK_SAMPLES * 2);
    }
    const offset = clockOffset(samples);
    if (offset !== null && !closed) await line.request('time:report', offset);
  }

  function fail(message: string): void {
    settleDone.reject(new Error(message));
  }

  return {
    done,
    seated,
    close() {
      closed = true;
      clearInterval(clockTimer);
      player?.stop();
      line.close();
    },
  };
}
