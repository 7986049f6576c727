import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BotAnswer, ModelValue } from '../../../protocol/policy';
import type { LoadedModel } from './runModel';
import { serveBots } from './serveBots';

/**
 * The bot process: onnxruntime on its own, because a looping model cannot be stopped from inside. As a forked Node child it
 * speaks over the child's channel; as an Electron utility process over the port that comes with the parent's first message.
 */

/** What is needed of Electron's `process.parentPort` and of the port that it hands over. */
type ElectronPort = {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
  start(): void;
};
type ParentPort = { once(event: 'message', listener: (event: { ports: ElectronPort[] }) => void): void };

const oneThread: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 4,
};

async function loadModel(bytes: Uint8Array): Promise<LoadedModel> {
  const session = await InferenceSession.create(new Uint8Array(bytes), oneThread);
  return {
    inputs: session.inputMetadata.map(describeValue),
    outputs: session.outputMetadata.map(describeValue),
    async run(inputs, outputNames) {
      const feeds = Object.fromEntries(
        inputs.map(({ name, shape, values }) => [name, new Tensor('float32', values, shape)]),
      );
      const results = await session.run(feeds, outputNames);
      return outputNames.map((name) => {
        const data = results[name]?.data;
        if (data === undefined || !isNumeric(data)) throw new Error(`the output ${name} holds no numbers`);
        return data;
      });
    },
  };
}

function describeValue(value: InferenceSession.ValueMetadata): ModelValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'no tensor', shape: [] };
}

function isNumeric(data: Tensor.DataType): data is Exclude<Tensor.DataType, string[]> {
  return !Array.isArray(data);
}

function serve(post: (answer: BotAnswer) => void): (message: unknown) => void {
  const bots = serveBots({
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    loadModel,
    post,
    nowMs: () => performance.now(),
    whenRead: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return (message) => bots.receive(message);
}

function findParentPort(): ParentPort | null {
  const port: unknown = Reflect.get(process, 'parentPort');
  return isParentPort(port) ? port : null;
}

function isParentPort(port: unknown): port is ParentPort {
  return typeof port === 'object' && port !== null && 'once' in port;
}

const parentPort = findParentPort();
if (parentPort === null) {
  process.on(
    'message',
    serve((answer) => void (process.connected && process.send?.(answer))),
  );
  process.on('disconnect', () => process.exit(0));
} else {
  parentPort.once('message', ({ ports: [port] }) => {
    if (port === undefined) throw new Error('the first message of the bot process must bring a port');
    const receive = serve((answer) => port.postMessage(answer));
    port.on('message', ({ data }) => receive(data));
    port.start();
  });
}
