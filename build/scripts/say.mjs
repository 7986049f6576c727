let quiet = false;

/** Tell the person at the terminal what is being done. On stderr, so that a command's own output stays clean. */
export function say(text) {
  if (!quiet) process.stderr.write(`[cubicle] ${text}\n`);
}

/** In quiet mode only work that takes a while (and every failure) is told, by `sayAlways`. */
export function setQuiet(value) {
  quiet = value;
}

export function sayAlways(text) {
  process.stderr.write(`[cubicle] ${text}\n`);
}

/** Print a failure in words and stop; a stack trace only when asked for with CUBICLE_TRACE=1. */
export function stopWith(error) {
  const message = error instanceof Error ? error.message : String(error);
  sayAlways(process.env.CUBICLE_TRACE && error instanceof Error ? (error.stack ?? message) : message);
  process.exit(1);
}
