import { open, rename } from 'node:fs/promises';
import { exportWorkspaceRows, SERVICES, type RowPlace, type ServiceName } from '#contracts';
import type { Id } from '#kernel';
import type { Operator } from '../operator.js';

export interface ExportedRow {
  readonly service: ServiceName;
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/**
 * Writes every row of a workspace as a line of JSON. Only its owner may read the file, which has its name once it is
 * complete.
 */
export async function exportWorkspace(
  operator: Operator,
  id: Id<'ws'>,
  file: string,
): Promise<Record<string, number>> {
  const unfinished = `${file}.unfinished`;
  const output = await open(unfinished, 'w', 0o600);
  const counts: Record<string, number> = {};
  try {
    for await (const rows of rowsOf(operator, id)) {
      await output.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      for (const { service } of rows) counts[service] = (counts[service] ?? 0) + 1;
    }
  } finally {
    await output.close();
  }
  await rename(unfinished, file);
  return counts;
}

async function* rowsOf({ rpc }: Operator, id: Id<'ws'>): AsyncGenerator<ExportedRow[]> {
  for (const service of SERVICES) {
    let place: RowPlace = null;
    do {
      const page: { table: string | null; rows: Record<string, unknown>[]; next: RowPlace } =
        await rpc.request(exportWorkspaceRows(service), { id, place });
      const { table } = page;
      if (table !== null) yield page.rows.map((row) => ({ service, table, row }));
      place = page.next;
    } while (place !== null);
  }
}
