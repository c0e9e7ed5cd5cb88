import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';

const PROGRAM = new URL('../test/stoppable-service.mjs', import.meta.url);
const BUILD = new URL('../../../tools/build.mjs', import.meta.url);

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  /** The exit code, and all lines that it logged. */
  readonly ended: Promise<[code: number | null, log: string]>;
}

let started: Started[] = [];

beforeAll(() => {
  execFileSync(process.execPath, [
    BUILD.pathname,
    ...['kernel', 'contracts', 'messaging', 'service'].map((lib) => `libs/${lib}`),
  ]);
});

afterEach(() => {
  for (const { child } of started) child.kill('SIGKILL');
  started = [];
});

async function start(): Promise<Started> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [] });
  const log = child.stdout === null ? Promise.resolve('') : text(child.stdout);
  const ended = once(child, 'exit').then(async ([code]): Promise<[number | null, string]> => [
    code,
    await log,
  ]);
  const [url] = await once(child, 'message');
  const result = { child, url: String(url), ended };
  started.push(result);
  return result;
}

/** The answer to a request that has reached the service when this resolves. */
async function ask({ child, url }: Started, path: string): Promise<{ answer: Promise<string> }> {
  const arrived = once(child, 'message');
  const answer = fetch(`${url}/${path}`).then((response) => response.text());
  await arrived;
  return { answer };
}

describe('a signal to a service', () => {
  it('ends the process with 0 while it still starts, also process 1 of a container, which has no default for it', async () => {
    const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { START: 'never' } });
    await once(child, 'message');
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('lets the running request finish, then ends the process with 0', async () => {
    const service = await start();
    const { answer } = await ask(service, 'slow');
    service.child.kill('SIGTERM');

    expect(await answer).toBe('finished');
    const [code, log] = await service.ended;
    expect(code).toBe(0);
    expect(log).toContain('SIGTERM: finishing what is running');
  });

  it('ends the process with 1 and a line in the log when something does not finish within ten seconds', async () => {
    const service = await start();
    const { answer } = await ask(service, 'hang');
    service.child.kill('SIGINT');

    const [cut, [code, log]] = await Promise.all([answer.catch(String), service.ended]);
    expect(cut).toBe('TypeError: fetch failed');
    expect(code).toBe(1);
    expect(log).toMatch(/"level":"fatal".*not finished within 10000 ms/);
  });
});

describe('an error that nobody handles', () => {
  it('ends the process with 1 and its stack in the log', async () => {
    const service = await start();
    await fetch(`${service.url}/forget`).catch(String); // the process may be gone before it answers
    const [code, log] = await service.ended;
    expect(code).toBe(1);
    expect(log).toMatch(/"level":"fatal".*nobody looks at this/);
  });
});
