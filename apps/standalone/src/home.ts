import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { claimFolder, FolderInUse, releaseFolder, serverGroup } from '#embedded';
import { NATS_USERS, withLogin, type NatsUserName } from '#messaging';

/** Services finish their work before they stop: longer than that takes. */
const CLAIM_TIMEOUT_MS = 20_000;

/** The folder of everything that survives a restart. */
export class Home {
  private constructor(readonly dir: string) {}

  static async open(dir: string): Promise<Home> {
    const home = new Home(resolve(dir));
    await mkdir(home.dir, { recursive: true, mode: 0o700 });
    await closeToOthers(home.dir);
    return home;
  }

  /** Claims the folder for this process; waits for another process that is stopping, and throws when it goes on. */
  async claim(): Promise<void> {
    const deadline = Date.now() + CLAIM_TIMEOUT_MS;
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

  /** Atomic: a kill in between leaves the old file. Only its owner may read the file. */
  write(name: string, value: unknown): Promise<void> {
    return this.writeText(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  async writeText(name: string, text: string): Promise<void> {
    const unfinished = this.path(`${name}.${process.pid}.tmp`);
    await writeFile(unfinished, text, { mode: 0o600 });
    await chmod(unfinished, 0o600);
    await rename(unfinished, this.path(name));
  }
}

/** Keys that stay the same over restarts, or stored passwords and tracking links in sent messages break. */
const Secrets = z.object({ TRACKING_SECRET: z.string(), SECRETS_KEY: z.string(), JWT_SECRET: z.string() });
export type Secrets = z.infer<typeof Secrets>;

const SECRETS_FILE = 'secrets.json';

/** Reads the stored secrets, and creates those that an older version did not have. */
export async function openSecrets(home: Home): Promise<Secrets> {
  const stored = await home.read(Secrets.partial(), SECRETS_FILE);
  const secrets = {
    TRACKING_SECRET: stored?.TRACKING_SECRET ?? newSecret(),
    SECRETS_KEY: stored?.SECRETS_KEY ?? newSecret(),
    JWT_SECRET: stored?.JWT_SECRET ?? newSecret(),
  };
  await home.write(SECRETS_FILE, secrets);
  return secrets;
}

const Passwords = z.partialRecord(z.enum(NATS_USERS), z.string());

const PASSWORDS_FILE = 'nats-users.json';

/** The passwords of the users of NATS: made at the first start, and those of new users later. */
export async function openNatsPasswords(home: Home): Promise<(user: NatsUserName) => string> {
  const stored = await home.read(Passwords, PASSWORDS_FILE);
  const passwords = new Map(NATS_USERS.map((user) => [user, stored?.[user] ?? newSecret()]));
  await home.write(PASSWORDS_FILE, Object.fromEntries(passwords));
  return (user) => passwords.get(user) ?? '';
}

/**
 * The URL of each user on a server of the operator: with the passwords of this folder where they exist and the URL has
 * no login of its own.
 */
export async function givenNatsUrls(home: Home, url: string): Promise<(user: NatsUserName) => string> {
  const stored = await home.read(Passwords, PASSWORDS_FILE);
  if (stored === undefined || url.includes('@')) return () => url;
  return (user) => withLogin(url, user, stored[user] ?? '');
}

const newSecret = (): string => randomBytes(32).toString('base64');

/**
 * Logs, mail and keys are for the owner alone, also in a folder of an earlier version. Started by root, PostgreSQL runs
 * as another user, whose group may pass through to its cluster and list nothing.
 */
async function closeToOthers(dir: string): Promise<void> {
  const group = serverGroup();
  if (group !== undefined) await chown(dir, 0, group);
  await chmod(dir, group === undefined ? 0o700 : 0o710);
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
