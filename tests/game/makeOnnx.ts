/** Small ONNX models, written byte by byte (the format is protobuf): enough for tests of what runs them. */

type Bytes = number[];

const varint = (value: bigint): Bytes => {
  const bytes: Bytes = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
};
const whole = (field: number, value: bigint | number): Bytes => [
  ...varint(BigInt(field) << 3n),
  ...varint(BigInt(value)),
];
const part = (field: number, ...content: Bytes[]): Bytes => {
  const body = content.flat();
  return [...varint((BigInt(field) << 3n) | 2n), ...varint(BigInt(body.length)), ...body];
};
const text = (field: number, value: string): Bytes => part(field, [...new TextEncoder().encode(value)]);

const FLOAT = 1;
const INT64 = 7;
const BOOL = 9;
type Size = number | string;

const node = (type: string, inputs: string[], outputs: string[], ...attributes: Bytes[]): Bytes =>
  part(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...attributes.map((one) => part(5, one)),
  );
const tensor = (name: string, type: number, dims: number[], raw: ArrayBuffer): Bytes =>
  part(5, ...dims.map((size) => whole(1, size)), whole(2, type), text(8, name), part(9, [...new Uint8Array(raw)]));
const value = (field: number, name: string, type: number, shape: Size[]): Bytes => {
  const dims = shape.map((size) => part(1, typeof size === 'number' ? whole(1, size) : text(2, size)));
  return part(field, text(1, name), part(2, part(1, whole(1, type), part(2, ...dims))));
};
const graph = (...content: Bytes[]): Bytes => [...content.flat(), ...text(2, 'graph')];
const model = (content: Bytes): Uint8Array =>
  Uint8Array.from([...whole(1, 8), ...part(8, text(1, ''), whole(2, 17)), ...part(7, content)]);

const floats = (values: number[]): ArrayBuffer => Float32Array.from(values).buffer;

/** `logits = obs · weights` for `obs` [batch, rows]; weights row by row. */
export function makeLinearModel(weights: number[][]): Uint8Array {
  const columns = weights[0]?.length ?? 0;
  return model(
    graph(
      node('MatMul', ['obs', 'weights'], ['logits']),
      tensor('weights', FLOAT, [weights.length, columns], floats(weights.flat())),
      value(11, 'obs', FLOAT, ['batch', weights.length]),
      value(12, 'logits', FLOAT, ['batch', columns]),
    ),
  );
}

/** `logits = log(obs)`: NaN for anything below zero. */
export function makeLogModel(size: number): Uint8Array {
  return model(
    graph(
      node('Log', ['obs'], ['logits']),
      value(11, 'obs', FLOAT, ['batch', size]),
      value(12, 'logits', FLOAT, ['batch', size]),
    ),
  );
}

/**
 * A recurrent model: `h_out = obs + h_in`, and `logits` are the same. `batch` is the first size of all of them. With `other`, a
 * second state of the same shape, so that shapes do not tell which is which.
 */
export function makeSumModel(
  size: number,
  { batch = 'batch', other = false }: { batch?: Size; other?: boolean } = {},
): Uint8Array {
  const shape = [batch, size];
  const states = other ? ['h', 'c'] : ['h'];
  return model(
    graph(
      ...states.map((name) => node('Add', ['obs', `${name}_in`], [`${name}_out`])),
      node('Identity', ['h_out'], ['logits']),
      value(11, 'obs', FLOAT, shape),
      ...states.map((name) => value(11, `${name}_in`, FLOAT, shape)),
      value(12, 'logits', FLOAT, shape),
      ...states.map((name) => value(12, `${name}_out`, FLOAT, shape)),
    ),
  );
}

/** Quick for an `obs` of zero; for 1 it loops 10^18 times. */
export function makeLoopModel(): Uint8Array {
  const body = graph(
    node('Identity', ['going'], ['going_on']),
    node('Add', ['carried', 'carried'], ['carried_on']),
    value(11, 'turn', INT64, []),
    value(11, 'going', BOOL, []),
    value(11, 'carried', FLOAT, ['batch', 1]),
    value(12, 'going_on', BOOL, []),
    value(12, 'carried_on', FLOAT, ['batch', 1]),
  );
  const bodyAttribute = [...text(1, 'body'), ...part(6, body), ...whole(20, 5)];
  const toInt64 = [...text(1, 'to'), ...whole(3, INT64), ...whole(20, 2)];
  return model(
    graph(
      node('Mul', ['obs', 'many'], ['product']),
      node('Cast', ['product'], ['turns_2d'], toInt64),
      node('Reshape', ['turns_2d', 'scalar'], ['turns']),
      node('Loop', ['turns', 'yes', 'obs'], ['logits'], bodyAttribute),
      tensor('many', FLOAT, [1, 1], floats([1e18])),
      tensor('scalar', INT64, [1], BigInt64Array.from([1n]).buffer),
      tensor('yes', BOOL, [], Uint8Array.from([1]).buffer),
      value(11, 'obs', FLOAT, ['batch', 1]),
      value(12, 'logits', FLOAT, ['batch', 1]),
    ),
  );
}
