import { execFileSync } from 'node:child_process';
import { serverEnvironment } from '../process/server-environment.js';

/** Since then the subject that creates a consumer names its filter, and a permission can be that narrow. */
const MINIMUM = '2.9.0';
/** The oldest line of releases that still gets security fixes. */
const MAINTAINED = '2.14.0';
/** Both lines of 2023 were repaired: earlier servers may let a client in without credentials. */
const CVE_2023_47090_FIXED = { '2.9': '2.9.23', '2.10': '2.10.2' } as const;

/** The version of a binary, such as `2.9.10`; undefined for a program that is no nats-server. */
export function versionOf(binary: string): string | undefined {
  try {
    const output = execFileSync(binary, ['--version'], { encoding: 'utf8', env: serverEnvironment() });
    return /v(\d+\.\d+\.\d+)/.exec(output)?.[1];
  } catch {
    return undefined; // it cannot be run here, or ends with an error
  }
}

/** Whether the server can hold each service to its contracts. */
export const isRecentEnough = (version: string): boolean => !isBefore(version, MINIMUM);

/** The weakness of an old server, for its operator; undefined for a maintained one. */
export function weaknessOf(version: string): string | undefined {
  if (!isBefore(version, MAINTAINED)) return undefined;
  const line = version.split('.').slice(0, 2).join('.');
  const fixed = line === '2.9' || line === '2.10' ? CVE_2023_47090_FIXED[line] : undefined;
  const hole = fixed !== undefined && isBefore(version, fixed) ? ', CVE-2023-47090 among them' : '';
  return `nats-server ${version} is old and lacks security fixes${hole}: install ${MAINTAINED} or newer`;
}

function isBefore(version: string, other: string): boolean {
  const [a, b] = [version, other].map((each) => each.split('.').map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== b?.[index]);
  return at !== -1 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
