import { readFile } from 'node:fs/promises';
import { constants, Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import ProcessEnvironment from './process-environment.js';

/** As Node.js imports it, past Jest. */
const importedByNode = (name: string): Promise<{ default: unknown }> =>
  new Script(`import('${name}')`, {
    filename: import.meta.filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();

describe('a suite', () => {
  it('shares its packages with the process', async () => {
    expect((await importedByNode('pg')).default).toBe(pg);
  });

  it('has the same `Error` as Node.js', async () => {
    await expect(readFile('/no/such/file')).rejects.toBeInstanceOf(Error);
  });

  it('leaves globals, `process` and the environment as they were', async () => {
    process.env['CHANGED'] = 'before';
    process.env['DELETED'] = 'before';
    const environment = new ProcessEnvironment();
    Object.assign(globalThis, { addedBySuite: 1, fetch: () => undefined });
    Object.assign(process, { addedBySuite: 1 });
    Object.assign(process.env, { ADDED: 'by the suite', CHANGED: 'by the suite' });
    delete process.env['DELETED'];
    await environment.teardown();

    expect(globalThis).not.toHaveProperty('addedBySuite');
    expect(fetch).toHaveProperty('name', 'fetch');
    expect(process).not.toHaveProperty('addedBySuite');
    expect(process.env).toMatchObject({ CHANGED: 'before', DELETED: 'before' });
    expect(process.env).not.toHaveProperty('ADDED');
  });
});
