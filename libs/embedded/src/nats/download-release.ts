import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { installBinary } from './install-binary.js';

const run = promisify(execFile);

const VERSION = 'v2.12.1';
const RELEASE_URL = `https://github.com/nats-io/nats-server/releases/download/${VERSION}`;

/** Some networks drop packets to GitHub instead of refusing them. */
const ANSWER_WITHIN_MS = 10_000;
const DOWNLOAD_WITHIN_MS = 300_000;

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', arm: 'arm7', ia32: '386' };

/** Puts the official binary for this platform at `target`, its archive checked against the release's sums. */
export async function downloadRelease(target: string, releaseUrl: string = RELEASE_URL): Promise<void> {
  const sums = (await download(`${releaseUrl}/SHA256SUMS`)).toString('utf8');
  const { archive, sha256 } = chooseArchive(sums);
  const content = await download(`${releaseUrl}/${archive}`);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new Error(`${archive} does not have the checksum that its release states`);
  }
  await installBinary(target, (folder) => unpack(content, join(folder, archive), basename(target)));
}

/** Prefers tar.gz: every `tar` reads it, while a zip needs the one of Windows or macOS. */
function chooseArchive(sums: string): { archive: string; sha256: string } {
  const system = SYSTEMS[process.platform] ?? process.platform;
  const platform = `${system}-${PROCESSORS[process.arch] ?? process.arch}`;
  const entries = sums.split('\n').map((line) => line.trim().split(/\s+\*?/));

  for (const extension of ['tar.gz', 'zip']) {
    for (const [sha256, archive] of entries) {
      if (sha256 && archive?.endsWith(`-${platform}.${extension}`)) return { archive, sha256 };
    }
  }
  throw new Error(`release ${VERSION} has no archive for ${platform}`);
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

async function unpack(content: Buffer, archive: string, binary: string): Promise<string> {
  await writeFile(archive, content);
  const folder = join(archive, '..');
  await run('tar', ['-xf', basename(archive)], { cwd: folder });
  return join(folder, basename(archive).replace(/\.(tar\.gz|zip)$/, ''), binary);
}
