import { CommandRunner, Option } from 'nest-commander';

export interface ToolOptions {
  readonly json?: boolean;
}

type Cell = string | number | null;

/** A command that prints for people, and with `--json` for scripts. */
export abstract class ToolCommand extends CommandRunner {
  @Option({ flags: '--json', description: 'Prints JSON, for scripts' })
  json(): boolean {
    return true;
  }

  /** Prints the result as it is with `--json`, else as lines. */
  protected show<Result>(
    result: Result,
    { json }: ToolOptions,
    linesOf: (result: Result) => readonly string[],
  ): void {
    print(...(json ? [JSON.stringify(result, null, 2)] : linesOf(result)));
  }
}

/** A command that has others below it: alone it prints its help, and ends with 1. */
export abstract class CommandGroup extends CommandRunner {
  run(): Promise<void> {
    return Promise.resolve(this.command.help({ error: true }));
  }
}

/** Columns as wide as their widest cell, below their names. */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const all = [columns, ...rows].map((row) => row.map((cell) => String(cell ?? '-')));
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Lines on the standard output. */
export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
