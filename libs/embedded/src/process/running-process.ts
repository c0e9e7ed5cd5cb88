import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from './error-code.js';

const POLL_MS = 20;

/** A signal, and how long to wait for the process to end after it. */
export interface StopSignal {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** Whether a process exists and is not merely a zombie that nobody reaped (usual where pid 1 is not an init). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM'); // it exists, and belongs to another user
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  const stat = readProcFile(pid, 'stat');
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

/** The parent of a running process; undefined where the system does not tell. */
export function parentOf(pid: number): number | undefined {
  if (process.platform === 'win32' || !isRunning(pid)) return undefined;
  if (process.platform !== 'linux') {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
  }
  // pid (name) state parent …: the name may hold spaces and brackets
  const stat = readProcFile(pid, 'stat');
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** The command line of a running process; undefined if there is none. It tells a process from another one with a reused pid. */
export function commandLineOf(pid: number): string | undefined {
  if (!isRunning(pid)) return undefined;
  if (process.platform === 'linux') return readProcFile(pid, 'cmdline')?.replaceAll('\0', ' ').trim();

  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
  return process.platform === 'win32'
    ? execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8' }).trim()
    : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}

function readProcFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    // ESRCH: the process ended between opening and reading
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

/** Ends a process by the given signals, each after the wait of the one before; throws if it outlives them all. */
export async function stopProcess(pid: number, signals: readonly StopSignal[]): Promise<void> {
  for (const { signal, waitMs } of signals) {
    if (!isRunning(pid)) return;
    sendSignal(pid, signal);
    if (await ended(pid, waitMs)) return;
  }
  throw new Error(`process ${pid} does not end, not even after ${signals.at(-1)?.signal}`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error; // the process has ended meanwhile
  }
}

async function ended(pid: number, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}
