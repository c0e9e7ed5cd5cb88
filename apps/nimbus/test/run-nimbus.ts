import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, urlOfUser, type SuiteServers } from '#testing';

const TOOL = fileURLToPath(new URL('../../../dist/apps/nimbus/src/main.js', import.meta.url));

/** A folder without servers. */
const HOME = mkdtempSync(join(tmpdir(), 'nimbus-tool-'));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built tool to its end; its environment has nothing of this process. */
function runNimbus(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [TOOL, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

type Servers = Pick<SuiteServers, 'databaseUrl' | 'natsUrl'>;

const environmentOf = (servers: Servers) => ({
  DATABASE_URL: servers.databaseUrl,
  OPERATOR_NATS_URL: urlOfUser(servers.natsUrl, 'operator'),
  PROVISIONER_NATS_URL: urlOfUser(servers.natsUrl, 'provisioner'),
  NIMBUS_HOME: HOME,
});

/** Starts the tool and kills it as soon as `isTime` resolves, which is asked until then. */
export async function killNimbus(
  servers: Servers,
  args: readonly string[],
  isTime: () => Promise<void>,
): Promise<void> {
  const child = spawn(process.execPath, [TOOL, ...args], { env: environmentOf(servers), stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await eventually(isTime);
  if (!child.kill('SIGKILL')) throw new Error('the tool had ended already');
  await ended;
}

/** The tool as the operator of the suite's servers. */
export const toolOn = (servers: Servers) => {
  const env = () => environmentOf(servers);
  return {
    run: (...args: readonly string[]): Promise<Ended> => runNimbus(args, env()),
    /** The result of a command with `--json`; throws where it ends with another code than 0. */
    json: async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await runNimbus([...args, '--json'], env());
      if (code !== 0) throw new Error(`nimbus ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
      return JSON.parse(stdout) as unknown;
    },
  };
};
