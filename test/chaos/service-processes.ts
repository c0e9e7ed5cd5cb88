import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ServiceName } from '#contracts';

/** All services start at once: that took 50 s where two cores had other work too. */
const READY_WITHIN_MS = 180_000;

/** Services as processes of the operating system, which a test can kill and start again. */
export class ServiceProcesses {
  /** All that they have logged. */
  readonly lines: string[] = [];
  private readonly running = new Map<string, ChildProcess>();

  constructor(
    private readonly env: Record<string, string>,
    private readonly ports: Readonly<Record<string, number>>,
    /** Variables of one process alone, by its name. */
    private readonly ownEnv: Readonly<Record<string, Record<string, string>>> = {},
  ) {}

  /** `replica` numbers the processes of one service. */
  async start(service: ServiceName, replica = 1): Promise<void> {
    const name = `${service}/${replica}`;
    const port = this.ports[name];
    if (port === undefined) throw new Error(`no port for ${name}`);
    const child = spawn(process.execPath, ['--enable-source-maps', `dist/apps/${service}/src/main.js`], {
      env: {
        ...process.env,
        ...this.env,
        ...this.ownEnv[name],
        NODE_OPTIONS: '',
        PORT: String(port),
        HOST: '127.0.0.1',
        METRICS_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.set(name, child);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.keepLine(name, line));
    }
    await this.untilReady(name, port);
  }

  /** SIGKILL: no handler runs, nothing is flushed. */
  async kill(service: ServiceName, replica = 1): Promise<void> {
    await this.end(`${service}/${replica}`, 'SIGKILL');
  }

  /** SIGTERM, as an orchestrator does it. Rejects when the process did not finish its work in time. */
  async stop(service: ServiceName, replica = 1): Promise<void> {
    const code = await this.end(`${service}/${replica}`, 'SIGTERM');
    if (code !== 0) throw new Error(`${service}/${replica} ended with ${code}:\n${this.lastLines()}`);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.end(name, 'SIGTERM')));
  }

  /** The last log lines of all services, for the message of a failed test. */
  lastLines(): string {
    return this.lines.slice(-60).join('\n');
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<number | null> {
    const child = this.running.get(name);
    if (child === undefined) throw new Error(`${name} does not run`);
    this.running.delete(name);
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  private async untilReady(name: string, port: number): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      const child = this.running.get(name);
      if (child === undefined) return; // killed during its start
      if (child.exitCode !== null)
        throw new Error(`${name} ended with ${child.exitCode}:\n${this.lastLines()}`);
      const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
      if (ready?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${name} was not ready in time:\n${this.lastLines()}`);
  }

  private keepLine(name: string, line: string): void {
    this.lines.push(`${name} ${line}`);
  }
}
