import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '#embedded';
import { ALERTS_FILE } from './expressions.js';

const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.literal('vector'),
      result: z.array(
        z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
      ),
    }),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Whether this machine has it (Debian: apt-get install prometheus). */
export const hasPrometheus = (): boolean => spawnSync('prometheus', ['--version']).error === undefined;

/** A real Prometheus that scrapes services once a second, with the alerts of the project. */
export class Prometheus {
  private constructor(
    private readonly url: string,
    private readonly child: ChildProcess,
    private readonly dir: string,
  ) {}

  /** `targets`: the address of the metrics of each service, by its name. */
  static async start(targets: ReadonlyMap<string, string>): Promise<Prometheus> {
    const dir = await mkdtemp(join(tmpdir(), 'nimbus-prometheus-'));
    const config = join(dir, 'prometheus.yml');
    await writeFile(config, stringify(configOf(targets)));
    const address = `127.0.0.1:${await freePort()}`;
    const args = [`--config.file=${config}`, `--storage.tsdb.path=${dir}`, `--web.listen-address=${address}`];
    const child = spawn('prometheus', [...args, '--log.level=error'], { stdio: 'ignore' });
    return new Prometheus(`http://${address}`, child, dir);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL'); // its data are thrown away
    await ended;
    await rm(this.dir, { recursive: true, force: true });
  }

  /** The value of an expression now. Rejects where Prometheus refuses it. */
  async query(expression: string): Promise<Sample[]> {
    const body = new URLSearchParams({ query: expression });
    const response = await fetch(`${this.url}/api/v1/query`, { method: 'POST', body });
    const answer = Answer.parse(await response.json());
    if (answer.status === 'error') throw new Error(`${expression}: ${answer.error}`);
    return answer.data.result.map(({ metric, value: [, value] }) => ({
      labels: metric,
      value: Number(value),
    }));
  }
}

const configOf = (targets: ReadonlyMap<string, string>) => ({
  global: { scrape_interval: '1s', evaluation_interval: '1s' },
  rule_files: [fileURLToPath(ALERTS_FILE)],
  scrape_configs: [
    {
      job_name: 'nimbus',
      static_configs: [...targets].map(([job, url]) => ({ targets: [new URL(url).host], labels: { job } })),
    },
  ],
});
