export const recordErrorCodes = [
  'record/unwritable',
  'record/overflow',
  'record/diskFull',
  'record/failed',
  'record/closed',
  'record/inUse',
  'record/missing',
  'record/exists',
  'record/notAJournal',
  'record/newer',
  'record/damaged',
  'record/notWritable',
  'record/badTarget',
  'record/cancelled',
  'record/wrongPassphrase',
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
