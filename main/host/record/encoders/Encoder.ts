import type { ExportFormat } from '../../../../protocol/journal';
import type { Column, TableRow } from '../tables/Table';

/** Bytes of a file, or text to be written as UTF-8. */
export type Chunk = string | Uint8Array;

/** Turns the rows of one file into its content, piece by piece: what it begins with, rows, what it ends with. */
export type Encoder = { head: Chunk; encode(rows: readonly TableRow[]): Chunk; end(): Chunk };

/** A way to write rows as a file: a format that is asked for, or a dialect that a layout prescribes. */
export type Encoding = ExportFormat | Dialect;
/** CSV or TSV as the readers of a layout expect it. */
export type Dialect = 'pandas' | 'otree' | 'bids' | 'psych-ds';
/** `bom`: whether CSV begins with a byte order mark. */
export type EncodeOptions = { bom: boolean };
export type StartEncoder = (columns: readonly Column[], options: EncodeOptions) => Encoder;
export type Encoders = Readonly<Record<Encoding, StartEncoder>>;
