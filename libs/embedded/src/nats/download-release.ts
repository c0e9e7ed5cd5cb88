import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { installBinary } from './install-binary.js';

const run = promisify(execFile);

/**
 * The release and the SHA-256 of its archives, as its SHA256SUMS states them. They are kept here, because sums from the
 * place of the archive say nothing about an archive that was exchanged there.
 */
const RELEASE: Release = {
  url: 'https://github.com/nats-io/nats-server/releases/download/v2.15.0',
  sha256: {
    'nats-server-v2.15.0-darwin-amd64.tar.gz':
      '5bd8b59ca5bf93fab3da2c5843cf564cd6e2e291e22ae3b861746e7ebe259b95',
    'nats-server-v2.15.0-darwin-arm64.tar.gz':
      'e1c4e22d70bd44abfa0bcb3c16f7cf0c66f648c2e728c58924e8a1ce88913cc8',
    'nats-server-v2.15.0-linux-amd64.tar.gz':
      '5d2c51caca950333aba84911df7d377f826f3a59ec36061c6539105084f65c92',
    'nats-server-v2.15.0-linux-arm64.tar.gz':
      'cdc208f5a3f42963a52b6ab06ef65626bb870315dc936e26ba571780c6351112',
  },
};

export interface Release {
  readonly url: string;
  /** By the name of the archive. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** Some networks drop packets to GitHub instead of refusing them. */
const ANSWER_WITHIN_MS = 10_000;
const DOWNLOAD_WITHIN_MS = 300_000;

const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64' };

/** Puts the official binary for this platform at `target`. Throws for an archive with another digest than the known one. */
export async function downloadRelease(target: string, release: Release = RELEASE): Promise<void> {
  const platform = `${process.platform}-${PROCESSORS[process.arch] ?? process.arch}`;
  const known = Object.entries(release.sha256).find(([name]) => name.endsWith(`-${platform}.tar.gz`));
  if (known === undefined) throw new Error(`no archive for ${platform} is known`);

  const [archive, sha256] = known;
  const content = await download(`${release.url}/${archive}`);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new Error(`${archive} does not have the known checksum`);
  }
  await installBinary(target, (folder) => unpack(content, join(folder, archive)));
}

async function download(url: string): Promise<Buffer> {
  const aborter = new AbortController();
  let timer = setTimeout(
    () => aborter.abort(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)),
    ANSWER_WITHIN_MS,
  );
  try {
    const response = await fetch(url, { signal: aborter.signal });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);

    timer = setTimeout(() => aborter.abort(new Error(`${url} is too slow`)), DOWNLOAD_WITHIN_MS);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(content: Buffer, archive: string): Promise<string> {
  await writeFile(archive, content);
  const folder = join(archive, '..');
  await run('tar', ['-xf', basename(archive)], { cwd: folder });
  return join(folder, basename(archive, '.tar.gz'), 'nats-server');
}
