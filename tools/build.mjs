import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const SOURCES = ['apps', 'libs', 'bench'];
const PARALLEL = 16;

const isSource = (path) =>
  path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.endsWith('.spec.ts') && !/(^|\/)test\//.test(path);

/**
 * Transpiles the TypeScript of `folders` (default: everything that runs) to the same tree under dist/.
 * Only changed files are touched, and outputs whose source is gone are removed.
 * Types are not checked here: that is `npm run check`, and start must not wait for it.
 */
export async function build(folders = SOURCES) {
  const { transformFile } = await import('@swc/core');
  const swcrc = readFileSync(join(ROOT, '.swcrc'), 'utf8');
  const { $schema: _, ...options } = JSON.parse(swcrc);
  const configChangedAt = (await stat(join(ROOT, '.swcrc'))).mtimeMs;

  const sources = (await filesBelow(folders, ROOT)).filter(isSource);
  const outputs = new Set(sources.map(outputOf));
  const built = await inParallel(sources, async (source) => {
    if (!(await isStale(source, configChangedAt))) return false;
    await transpile(transformFile, source, options);
    return true;
  });
  const removed = await removeOrphans(folders, outputs);
  return { total: sources.length, built: built.filter(Boolean).length, removed };
}

const outputOf = (source) => source.replace(/\.ts$/, '.js');

async function isStale(source, configChangedAt) {
  const [from, to] = await Promise.all([
    stat(join(ROOT, source)),
    stat(join(DIST, outputOf(source))).catch(absent),
  ]);
  return to === undefined || to.mtimeMs < Math.max(from.mtimeMs, configChangedAt);
}

async function transpile(transformFile, source, options) {
  const file = join(ROOT, source);
  const { code, map } = await transformFile(file, { ...options, swcrc: false, filename: file });
  const target = join(DIST, outputOf(source));
  await mkdir(dirname(target), { recursive: true });
  await writeWhole(`${target}.map`, map);
  // The .js comes last: its time is what says "up to date", so an interrupted build starts again here.
  await writeWhole(target, `${code}\n//# sourceMappingURL=${basename(target)}.map\n`);
}

/** A process that imports the file while another one builds must never see half of it. */
async function writeWhole(path, content) {
  const unfinished = `${path}.${process.pid}.tmp`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}

async function removeOrphans(folders, outputs) {
  const present = (await filesBelow(folders, DIST)).filter((path) => !path.endsWith('.tmp'));
  const orphans = present.filter((path) => !outputs.has(path.replace(/\.map$/, '')));
  await inParallel(orphans, (path) => rm(join(DIST, path), { force: true }));
  return orphans.length;
}

/** All files below the folders, relative to `base`, with forward slashes. A missing folder has none. */
async function filesBelow(folders, base) {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(base, folder), { withFileTypes: true }).catch(absent);
      const nested = (entries ?? []).map(async (entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory() ? filesBelow([path], base) : [path];
      });
      return (await Promise.all(nested)).flat();
    }),
  );
  return lists.flat();
}

function absent(error) {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

async function inParallel(items, work) {
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folders = process.argv.slice(2);
  const startedAt = performance.now();
  const { total, built, removed } = await build(folders.length > 0 ? folders : SOURCES);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`build: ${built} of ${total} files transpiled, ${removed} removed, ${seconds} s`);
}
