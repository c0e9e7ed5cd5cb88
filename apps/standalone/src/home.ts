import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { claimFolder, FolderInUse, releaseFolder } from '#embedded';
import { z } from 'zod';

/** What stopping takes at most: services finish what they have begun. */
const FREE_WITHIN_MS = 20_000;

/** The folder that holds everything which has to survive a restart. */
export class Home {
  private constructor(readonly dir: string) {}

  static async open(dir: string): Promise<Home> {
    const home = new Home(resolve(dir));
    await mkdir(home.dir, { recursive: true });
    return home;
  }

  /** One process at a time; one that is just stopping is waited for. Throws when it goes on running. */
  async claim(): Promise<void> {
    const deadline = Date.now() + FREE_WITHIN_MS;
    for (;;) {
      try {
        return claimFolder(this.dir);
      } catch (error) {
        if (!(error instanceof FolderInUse) || Date.now() > deadline) throw error;
        await pause(200);
      }
    }
  }

  release(): void {
    releaseFolder(this.dir);
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  /** Undefined when there is no such file; throws when there is one of another shape. */
  async read<Shape extends z.ZodType>(shape: Shape, name: string): Promise<z.output<Shape> | undefined> {
    const text = await readFile(this.path(name), 'utf8').catch(ifMissing);
    return text === undefined ? undefined : shape.parse(JSON.parse(text));
  }

  /** Whole or not at all: a kill in the middle leaves the file as it was. Readable by its owner alone. */
  async write(name: string, value: unknown): Promise<void> {
    const half = this.path(`${name}.${process.pid}.tmp`);
    await writeFile(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    await chmod(half, 0o600);
    await rename(half, this.path(name));
  }
}

/** Keys that must be the same after a restart, else stored passwords and tracking links in sent mail break. */
const Secrets = z.object({ TRACKING_SECRET: z.string(), SECRETS_KEY: z.string(), JWT_SECRET: z.string() });
export type Secrets = z.infer<typeof Secrets>;

const SECRETS_FILE = 'secrets.json';

/** Those that are kept stay; one that an older version did not know is made now. */
export async function keepSecrets(home: Home): Promise<Secrets> {
  const kept = await home.read(Secrets.partial(), SECRETS_FILE);
  const secrets = {
    TRACKING_SECRET: kept?.TRACKING_SECRET ?? newSecret(),
    SECRETS_KEY: kept?.SECRETS_KEY ?? newSecret(),
    JWT_SECRET: kept?.JWT_SECRET ?? newSecret(),
  };
  await home.write(SECRETS_FILE, secrets);
  return secrets;
}

const newSecret = (): string => randomBytes(32).toString('base64');

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
