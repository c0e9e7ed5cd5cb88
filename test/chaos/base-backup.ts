import { execFile } from 'node:child_process';
import { chown, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** Copies a folder with its owners. A file that the running server removes meanwhile is restored from the log. */
const copy = (from: string, to: string): Promise<unknown> =>
  run('cp', ['-a', from, to]).catch((error: Error & { readonly stderr?: string }) => {
    const lines = (error.stderr ?? '').trim().split('\n');
    if (!lines.every((line) => line.endsWith('No such file or directory'))) throw error;
  });

/** A back-up of the whole server while it runs, as pg_basebackup makes one, which the embedded server does not have. */
export class BaseBackup {
  private constructor(
    private readonly dataFolder: string,
    private readonly copied: string,
  ) {}

  static async take(databaseUrl: string, to: string): Promise<BaseBackup> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      const dataFolder = rows[0]?.data_directory ?? '';
      await client.query(`select pg_backup_start('before the loss', true)`);
      await copy(dataFolder, to);
      const stopped = await client.query<{ labelfile: string }>(
        'select labelfile from pg_backup_stop(false)',
      );
      await copy(`${dataFolder}/pg_wal/.`, join(to, 'pg_wal')); // the dot: into the folder that is there
      const label = join(to, 'backup_label');
      const { uid, gid } = await stat(to);
      await writeFile(label, stopped.rows[0]?.labelfile ?? '');
      await chown(label, uid, gid); // started by root, the server runs as another user
      await rm(join(to, 'postmaster.pid'));
      return new BaseBackup(dataFolder, to);
    } finally {
      await client.end();
    }
  }

  /** In place of all that the stopped server had. */
  async restore(): Promise<void> {
    await rm(this.dataFolder, { recursive: true });
    await copy(this.copied, this.dataFolder);
  }
}
