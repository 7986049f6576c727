/**
 * What a test can set from outside, all of it in the environment, because a native dialog cannot be pressed by a test driver:
 * - CUBICLE_TEST_SAVE_DIALOG: the path that a save dialog answers; empty: it was cancelled.
 * - CUBICLE_TEST_MESSAGE_BOX: the number (from 0) of the button that every message box answers. The box is told on stderr.
 * - CUBICLE_TEST_DEBUG=1: takes the switches that let a test driver attach (in a packed app `--inspect` stays without effect).
 */
export type TestHooks = { saveDialog: string | undefined; messageBox: number | undefined; mayDebug: boolean };

export function readTestHooks(env: NodeJS.ProcessEnv): TestHooks {
  const { CUBICLE_TEST_SAVE_DIALOG, CUBICLE_TEST_MESSAGE_BOX, CUBICLE_TEST_DEBUG } = env;
  return {
    saveDialog: CUBICLE_TEST_SAVE_DIALOG,
    messageBox: CUBICLE_TEST_MESSAGE_BOX === undefined ? undefined : Number(CUBICLE_TEST_MESSAGE_BOX),
    mayDebug: CUBICLE_TEST_DEBUG === '1',
  };
}
