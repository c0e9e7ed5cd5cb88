import { readFileSync } from 'node:fs';

/** The value of a variable, or why it cannot be read. Neither: it is not set, or empty. */
export interface Variable {
  readonly value?: string;
  /** Names the variable and the file, and never a value. */
  readonly problem?: string;
}

/**
 * `NAME`, or the content of the file that `NAME_FILE` names, as containers get their secrets. The newline that editors put
 * at the end of a file is no part of the value.
 */
export function readVariable(env: NodeJS.ProcessEnv, name: string): Variable {
  const value = env[name] || undefined;
  const file = env[`${name}_FILE`] || undefined;
  if (file === undefined) return value === undefined ? {} : { value };
  if (value !== undefined) return { problem: `${name}: set it or ${name}_FILE, not both` };
  return readSecret(name, file);
}

/** The values that stand in files, of all variables that `names` matches. Throws when one cannot be read. */
export function variablesInFiles(env: NodeJS.ProcessEnv, names: RegExp): Record<string, string> {
  const given = Object.keys(env)
    .filter((variable) => variable.endsWith('_FILE'))
    .map((variable) => variable.slice(0, -'_FILE'.length))
    .filter((name) => names.test(name));
  return Object.fromEntries(given.flatMap((name) => entryOf(name, readVariable(env, name))));
}

function entryOf(name: string, { value, problem }: Variable): [string, string][] {
  if (problem !== undefined) throw new Error(problem);
  return value === undefined ? [] : [[name, value]];
}

function readSecret(name: string, file: string): Variable {
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? { problem: `${name}_FILE: ${file} is empty` } : { value };
  } catch (error) {
    return { problem: `${name}_FILE: ${file} cannot be read (${codeOf(error)})` };
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
