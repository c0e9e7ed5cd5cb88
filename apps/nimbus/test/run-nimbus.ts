import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { urlOfUser, type SuiteServers } from '#testing';

const TOOL = fileURLToPath(new URL('../../../dist/apps/nimbus/src/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built tool to its end; its environment has nothing of this process. */
export function runNimbus(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [TOOL, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The tool as the operator of the suite's servers. */
export const toolOn = (servers: SuiteServers) => {
  const env = () => ({
    DATABASE_URL: servers.databaseUrl,
    OPERATOR_NATS_URL: urlOfUser(servers.natsUrl, 'operator'),
    PROVISIONER_NATS_URL: urlOfUser(servers.natsUrl, 'provisioner'),
  });
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
