/** One measurement beside its bare baseline, both taken in the same run on the same servers. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly baseline: number;
  readonly baselineName: string;
}

const round = (value: number): string => Math.round(value).toLocaleString('en-US');

export function printTable(title: string, rows: readonly Measurement[]): void {
  console.log(`\n${title}`);
  const line = (cells: readonly string[]): string =>
    `  ${(cells[0] ?? '').padEnd(34)}${cells
      .slice(1, 4)
      .map((cell) => cell.padStart(14))
      .join('')}   ${cells[4] ?? ''}`;
  console.log(line(['', 'ours', 'bare', 'ratio', 'bare is']));
  for (const row of rows) {
    const ratio = (row.ours / row.baseline).toFixed(2);
    console.log(
      line([`${row.name} (${row.unit})`, round(row.ours), round(row.baseline), ratio, row.baselineName]),
    );
  }
  console.log('');
}

/** Seconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
