import { spawnSync } from 'node:child_process';
import { ROOT } from '../prepare.mjs';

/** Another project than that of an installation on this machine: its containers and volumes are its own. */
const PROJECT = 'nimbus-test';

/** Throws with the output of the command when it fails. */
function docker(args, { env = {}, show = false } = {}) {
  const { status, stdout, stderr, error } = spawnSync('docker', args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: show ? 'inherit' : 'pipe',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout?.trim() ?? '';
}

/** Why the test cannot run here; undefined where it can. */
export function missing() {
  for (const args of [['info'], ['compose', 'version']]) {
    const { status } = spawnSync('docker', args, { stdio: 'ignore' });
    if (status !== 0) return `docker ${args.join(' ')} does not work here`;
  }
  return undefined;
}

export class Containers {
  constructor(env) {
    this.env = env;
  }

  compose(args, options = {}) {
    const files = ['-f', 'deploy/compose.yml'];
    return docker(['compose', '-p', PROJECT, ...files, ...args], { env: this.env, ...options });
  }

  kill(service) {
    docker(['kill', this.idOf(service)]);
  }

  /** By its id: Compose would start the migration again too. */
  start(service) {
    docker(['start', this.idOf(service)]);
  }

  idOf(service) {
    return this.compose(['ps', '-aq', service]);
  }

  /** Memory of the container without the file cache, in MB: that of `docker stats`. */
  memoryOf(service) {
    const usage = docker(['stats', '--no-stream', '--format', '{{.MemUsage}}', this.idOf(service)]);
    const [, size, unit] = /^([\d.]+)(KiB|MiB|GiB)/.exec(usage) ?? [];
    return Number(size) * { KiB: 1 / 1024, MiB: 1, GiB: 1024 }[unit] * 1.048_576;
  }

  /** Seconds from the start of the container until the service listened, which it does when it is ready; undefined before. */
  startOf(service) {
    const startedAt = Date.parse(docker(['inspect', '--format', '{{.State.StartedAt}}', this.idOf(service)]));
    const lines = this.compose([
      'logs',
      '--no-log-prefix',
      '--since',
      new Date(startedAt).toISOString(),
      service,
    ]);
    const line = lines.split('\n').find((each) => each.includes(' is running at '));
    return line === undefined ? undefined : (Date.parse(JSON.parse(line).time) - startedAt) / 1000;
  }
}

/** The size of the image in MB, and the part of it that stands above its base. */
export function imageSize(image) {
  const total = Number(docker(['image', 'inspect', '--format', '{{.Size}}', image]));
  const layers = docker([
    'history',
    '--no-trunc',
    '--human=false',
    '--format',
    '{{.Size}}\t{{.CreatedBy}}',
    image,
  ]);
  const own = layers.split('\n').findIndex((line) => line.includes('org.opencontainers.image.title'));
  const sizes = layers
    .split('\n')
    .slice(0, own)
    .map((line) => Number(line.split('\t')[0]));
  return { total: total / 1e6, own: sizes.reduce((sum, size) => sum + size, 0) / 1e6 };
}
