import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach } from '@jest/globals';
import type { z } from 'zod';

/**
 * Runs a separate program that starts a server by `expression` (with the exports of `#embedded`) and prints it in `shape`.
 * Tests kill the program to have a parent that disappears without stopping its server.
 */
export async function startInOwnProcess<S extends z.ZodType>(
  expression: string,
  shape: S,
): Promise<{ program: ChildProcess; started: z.infer<S> }> {
  const code = `
    import * as embedded from '#embedded';
    const server = await ${expression};
    console.log(JSON.stringify(server));
    setInterval(() => undefined, 1_000);
  `;
  const program = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(program);
  const lines = createInterface({ input: program.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(program, 'exit')]);
  return { program, started: shape.parse(JSON.parse(String(line))) };
}

export async function kill(program: ChildProcess): Promise<void> {
  running.delete(program);
  const ended = once(program, 'exit');
  program.kill('SIGKILL');
  await ended;
}

const running = new Set<ChildProcess>();

afterEach(async () => {
  await Promise.all([...running].map(kill));
});
