const LENGTH_BYTES = 4;

/**
 * Takes a stream of bytes apart into messages, each of which comes behind its length (four bytes, big end first). `take` is given
 * the pieces as they arrive; throws, for good, at a length beyond `limitBytes`.
 */
export function createFrameReader(
  limitBytes: number,
  onMessage: (message: Uint8Array) => void,
): { take(piece: Uint8Array): void } {
  let pieces: Uint8Array[] = [];
  let heldBytes = 0;
  let wantedBytes = LENGTH_BYTES;
  let isLength = true;

  function cut(): Uint8Array {
    const [first] = pieces;
    const whole = pieces.length === 1 && first ? first : join(pieces, heldBytes);
    const rest = whole.subarray(wantedBytes);
    pieces = rest.length === 0 ? [] : [rest];
    heldBytes = rest.length;
    return whole.subarray(0, wantedBytes);
  }

  return {
    take(piece) {
      pieces.push(piece);
      heldBytes += piece.length;
      while (heldBytes >= wantedBytes) {
        const part = cut();
        if (!isLength) onMessage(part);
        wantedBytes = isLength ? readLength(part) : LENGTH_BYTES;
        isLength = !isLength;
        if (wantedBytes > limitBytes) throw new RangeError(`a message of ${wantedBytes} bytes, at most ${limitBytes}`);
      }
    },
  };
}

/** A message behind its length. */
export function frameMessage(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(LENGTH_BYTES + message.length);
  new DataView(framed.buffer).setUint32(0, message.length);
  framed.set(message, LENGTH_BYTES);
  return framed;
}

function readLength(part: Uint8Array): number {
  return new DataView(part.buffer, part.byteOffset, LENGTH_BYTES).getUint32(0);
}

function join(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
