import { z } from 'zod';
import { exportFormats, exportTables, type RowKind } from '../../../protocol/journal';
import type { RawRow } from './decodeRow';
import type { EncodedRow } from './encodeRow';
import type { ExportRequest, ExportResult } from './ExportRequest';
import type { JournalEnd, JournalStats, JournalTrouble } from './Journal';
import type { JournalCheck } from './JournalCheck';
import type { RecordErrorCode } from './RecordError';
import type { SalvageReport } from './SalvageReport';

export const recordWorkerData = z.discriminatedUnion('mode', [
  z.object({ mode: z.enum(['create', 'continue', 'read']), file: z.string(), lockToken: z.string() }),
  z.object({ mode: z.literal('salvage'), recordFolder: z.string(), target: z.string() }),
  z.object({ mode: z.literal('encrypt'), recordFolder: z.string(), passphrase: z.string().min(1) }),
  z.object({ mode: z.literal('decrypt'), file: z.string(), passphrase: z.string().min(1) }),
  z.object({
    mode: z.literal('dataset'),
    request: z.object({
      recordFolders: z.array(z.string()).readonly(),
      target: z.string(),
      container: z.enum(['folder', 'zip']),
      formats: z.array(z.enum(exportFormats)).readonly(),
      tables: z.array(z.enum(exportTables)).readonly(),
      bom: z.boolean(),
      leftOut: z.array(z.object({ record: z.string(), why: z.string() })).readonly(),
    }),
  }),
]);
/** What the record worker is started with: a journal to own, or one job after which it ends. */
export type RecordWorkerData = z.infer<typeof recordWorkerData>;
export type RecordJob = Extract<RecordWorkerData, { mode: 'salvage' | 'encrypt' | 'decrypt' | 'dataset' }>;

/** Rows after `afterSeq`, up to and including `untilSeq`, at most `limit`, in order. What is absent does not restrict. */
export type PageQuery = {
  kinds?: readonly RowKind[];
  game?: string;
  episode?: number;
  afterSeq: number;
  untilSeq?: number;
  limit: number;
};

export type RecordProgress = { done: number; of: number; step: string };
export type RecordFailure = { code: RecordErrorCode; message: string };

/** What is asked of the worker and gets one answer. */
export type RecordQuestion =
  | { type: 'page'; query: PageQuery }
  | { type: 'last' }
  | { type: 'check' }
  | { type: 'export'; request: ExportRequest }
  | { type: 'close' };

/** Rows for the journal. `ticket` numbers appends in order; `wallMs`: when they were appended, milliseconds since 1970. */
export type Append = { ticket: number; rows: EncodedRow[]; durable: boolean; wallMs: number };

/** Host → record worker. `id` comes back with the answer. */
export type RecordRequest =
  | { type: 'append'; appends: Append[] }
  | (RecordQuestion & { id: number })
  | { type: 'cancel'; id: number };

/** Record worker → host. */
export type RecordReply =
  | { type: 'opened'; stats: JournalStats }
  | { type: 'notOpened'; failure: RecordFailure }
  | { type: 'settled'; tickets: number[]; failure: RecordFailure | null; stats: JournalStats }
  | { type: 'trouble'; trouble: JournalTrouble }
  | { type: 'progress'; id: number; progress: RecordProgress }
  | { type: 'failed'; id: number; failure: RecordFailure }
  | RecordAnswer;

/** The good ends of a request. */
export type RecordAnswer =
  | { type: 'page'; id: number; rows: RawRow[] }
  | { type: 'last'; id: number; end: JournalEnd | null }
  | { type: 'checked'; id: number; check: JournalCheck }
  | { type: 'exported'; id: number; result: ExportResult }
  | { type: 'closed'; id: number };

/** The good ends of a job. */
export type RecordJobDone =
  | { type: 'salvaged'; report: SalvageReport }
  | { type: 'encrypted'; file: string }
  | { type: 'decrypted'; folder: string }
  | { type: 'exported'; result: ExportResult };
/** Record worker → who gave it a job. */
export type RecordJobReply =
  | RecordJobDone
  | { type: 'progress'; progress: RecordProgress }
  | { type: 'failed'; failure: RecordFailure };
