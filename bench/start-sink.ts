import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Sink {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a sink as a separate process, that of SMTP by default. */
export async function startSink(file: 'smtp-sink.js' | 'trace-sink.js' = 'smtp-sink.js'): Promise<Sink> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [port]: unknown[] = await once(lines, 'line');
  return {
    port: Number(port),
    stop: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
