import type { EncodeOptions } from './encoders/Encoder';
import { openEncoders } from './encoders/openEncoders.node';
import type { LayoutFile, Part } from './layouts/Layout';
import { type Pass, streamRows } from './streamRows.node';
import type { SessionFacts } from './tables/SessionFacts';
import type { TableRow } from './tables/Table';
import { type FileSink, writeFiles } from './writeFiles.node';

/** Writes all parts of an export in one pass over the journal. Returns per part how many rows it had. */
export async function writeParts(
  folder: string,
  parts: readonly Part[],
  facts: SessionFacts,
  options: EncodeOptions,
  pass: Pass,
): Promise<Record<string, number>> {
  const sink = writeFiles(folder, await openEncoders(), options);
  const counts = new Map(parts.map((part) => [part.name, 0]));
  const write = (part: Part, rows: readonly TableRow[]): void => {
    counts.set(part.name, (counts.get(part.name) ?? 0) + rows.length);
    writeRows(sink, part, rows);
  };
  const running = parts.flatMap((part) => {
    const { source } = part;
    if (source.from === 'rows') return [{ part, kinds: new Set(source.kinds), projection: source.start(facts) }];
    write(part, source.project(facts));
    return [];
  });
  await streamRows([...new Set(running.flatMap(({ kinds }) => [...kinds]))], pass, (rows) => {
    for (const { part, kinds, projection } of running) {
      const wanted = rows.filter((row) => kinds.has(row.kind));
      write(
        part,
        wanted.flatMap((row) => projection.push(row)),
      );
    }
  });
  for (const { part, projection } of running) write(part, projection.end());
  sink.finish();
  return Object.fromEntries(counts);
}

function writeRows(sink: FileSink, { files, fileOf }: Part, rows: readonly TableRow[]): void {
  for (const file of files) sink.write(file, rows);
  if (fileOf === undefined) return;
  const byFile = new Map<string, { file: LayoutFile; rows: TableRow[] }>();
  for (const row of rows) {
    const file = fileOf(row);
    if (file === null) continue;
    const found = byFile.get(file.path) ?? { file, rows: [] };
    found.rows.push(row);
    byFile.set(file.path, found);
  }
  for (const { file, rows: some } of byFile.values()) sink.write(file, some);
}
