import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Sink {
  readonly port: number;
  stop(): Promise<void>;
}

/** The SMTP sink in a process of its own. */
export async function startSink(): Promise<Sink> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('smtp-sink.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [port]: unknown[] = await once(lines, 'line');
  return {
    port: Number(port),
    stop: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}
