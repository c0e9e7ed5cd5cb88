import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { eventually } from '#testing';

export interface RealServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server in the foreground and waits until its port answers. The error of a failed start has its log. */
export async function startServer(options: {
  readonly command: readonly [string, ...string[]];
  readonly port: number;
  readonly log: string;
  /** Ends a server that a signal to its command does not reach. */
  readonly stopCommand?: readonly [string, ...string[]];
}): Promise<RealServer> {
  const [name, ...args] = options.command;
  const { stopCommand } = options;
  const server = spawn(name, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(server, 'exit');
  const started = eventually(() => answers(options.port));
  const early = ended.then(() => Promise.reject(new Error(`${name} has ended`)));
  try {
    await Promise.race([started, early]);
  } catch (error) {
    server.kill('SIGKILL');
    const log = await readFile(options.log, 'utf8').catch(() => 'no log');
    throw new Error(`${name} did not start: ${log}`, { cause: error });
  }
  return {
    port: options.port,
    stop: async () => {
      if (stopCommand === undefined) server.kill('SIGTERM');
      else spawn(stopCommand[0], stopCommand.slice(1), { stdio: 'inherit' });
      await ended;
    },
  };
}

async function answers(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
