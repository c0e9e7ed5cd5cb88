import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Events that arrived, each counted once at each path, and the milliseconds from happening to arrival. */
const SinkReport = z.object({
  events: z.number(),
  requests: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  max: z.number().nullable(),
  /** From the first request to the last. */
  seconds: z.number(),
});
export type SinkReport = z.infer<typeof SinkReport>;

export interface WebhookSink {
  readonly url: string;
  report(): Promise<SinkReport>;
  /** The report, after which the counts begin anew. */
  forget(): Promise<SinkReport>;
  stop(): Promise<void>;
}

/** Starts the receiver of webhooks as a separate process. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('webhook-sink.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('the sink has ended');
    return line.value;
  };
  const ask = async (question: string): Promise<SinkReport> => {
    child.stdin.write(`${question}\n`);
    return SinkReport.parse(JSON.parse(await nextLine()));
  };
  const port = await nextLine();
  return {
    url: `http://127.0.0.1:${port}`,
    report: () => ask('report'),
    forget: () => ask('forget'),
    stop: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
