export const recordErrorCodes = [
  'record/unwritable',
  'record/overflow',
  'record/disk-full',
  'record/failed',
  'record/closed',
  'record/in-use',
  'record/missing',
  'record/exists',
  'record/not-a-journal',
  'record/newer',
  'record/damaged',
  'record/not-writable',
  'record/bad-target',
  'record/cancelled',
  'record/wrong-passphrase',
] as const;
export type RecordErrorCode = (typeof recordErrorCodes)[number];

/** A refusal of the record: a closed code, and words that say what happened and what to do. */
export class RecordError extends Error {
  readonly code: RecordErrorCode;
  constructor(code: RecordErrorCode, message: string) {
    super(message);
    this.name = 'RecordError';
    this.code = code;
  }
}
