import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { afterThisTest } from '../../test/after-each-test.js';
import { tempFolder } from '../../test/temp-folder.js';
import { downloadRelease, type Release } from './download-release.js';

const temp = tempFolder();
const PLATFORMS = ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64'];

/** A site that offers a release as GitHub does: one archive per platform; and the checksums that are known of it. */
async function offerRelease(sumOf: (archive: Buffer) => string): Promise<Release> {
  const files = new Map<string, Buffer>();
  for (const platform of PLATFORMS) {
    const name = `nats-server-v0.0.1-${platform}`;
    mkdirSync(join(temp, name), { recursive: true });
    writeFileSync(join(temp, name, 'nats-server'), `the server for ${platform}`);
    execFileSync('tar', ['-czf', `${name}.tar.gz`, name], { cwd: temp });
    files.set(`/${name}.tar.gz`, readFileSync(join(temp, `${name}.tar.gz`)));
  }
  const sums = [...files].map(([path, content]) => [path.slice(1), sumOf(content)]);

  const site = createServer(({ url = '' }, response) => response.end(files.get(url)));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  afterThisTest(() => site.close());
  const { port } = z.object({ port: z.number() }).parse(site.address());
  return { url: `http://127.0.0.1:${port}`, sha256: Object.fromEntries(sums) };
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

describe('fetching the official release', () => {
  it('puts the binary of this platform in place, ready to run', async () => {
    const folder = join(temp, 'right');
    mkdirSync(folder);
    await downloadRelease(join(folder, 'nats-server'), await offerRelease(sha256));

    expect(readFileSync(join(folder, 'nats-server'), 'utf8')).toMatch(/^the server for (linux|darwin)-/);
    expect(readdirSync(folder).toSorted()).toEqual(['nats-server', 'nats-server.sha256']);
  });

  it('installs nothing whose checksum differs', async () => {
    const folder = join(temp, 'changed');
    mkdirSync(folder);
    const release = await offerRelease(() => sha256(Buffer.from('something else')));

    await expect(downloadRelease(join(folder, 'nats-server'), release)).rejects.toThrow('checksum');
    expect(readdirSync(folder)).toEqual([]);
  });
});
