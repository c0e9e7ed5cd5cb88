import { execFile, spawnSync } from 'node:child_process';
import { copyFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const exec = promisify(execFile);

/** A generator that hangs fails the test. */
const DEADLINE_MS = 120_000;
/** The limit of each of the two steps of an installation. */
const INSTALLATION_MS = 90_000;

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const Failure = z.object({ stdout: z.string(), stderr: z.string() });

/** Runs a program in the folder, and returns what it printed. A failure shows all that it printed. */
export async function runIn(cwd: string, command: string, args: string[], env = {}): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, timeout: DEADLINE_MS, maxBuffer: 2 ** 24 };
  const { stdout } = await exec(command, args, options).catch((error: unknown) => {
    const { stdout, stderr } = Failure.parse(error);
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  });
  return stdout.trim();
}

/** Generates the types as docs/api.md says, beside the example that uses them. */
export async function generateTypeScript(folder: string, document: string): Promise<void> {
  await symlink(at('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await copyFile(at('docs/examples/typescript-client/campaign.ts'), join(folder, 'campaign.ts'));
  const generator = [at('node_modules/openapi-typescript/bin/cli.js'), '--default-non-nullable=false'];
  await runIn(folder, process.execPath, [...generator, document, '-o', 'nimbus.ts']);
}

/** Type checks files strictly and compiles them, all in one run, which takes seconds. Returns the errors. */
export async function compile(folder: string, files: readonly string[]): Promise<string[]> {
  const options = '--strict --skipLibCheck --module nodenext --target es2023 --types node'.split(' ');
  const compiler = at('node_modules/typescript/bin/tsc');
  const types = ['--typeRoots', at('node_modules/@types')];
  const printed = await runIn(folder, process.execPath, [compiler, ...options, ...types, ...files]).catch(
    String,
  );
  return printed.split('\n').filter((line) => line.includes('error TS'));
}

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nimbus');

const succeeds = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { timeout: INSTALLATION_MS }).status === 0;

/**
 * A Python that has a package, such as `standardwebhooks==1.1.0`: the one of an earlier installation, or of the machine. The
 * package is installed into a folder of the cache in a pipeline or when INSTALL_GENERATORS is set, as that takes up to half
 * a minute and the network.
 */
export function findPython(
  requirement: string,
  module = requirement.replace(/==.*/, '').replaceAll('-', '_'),
): string | undefined {
  const hasModule = (python: string): boolean => succeeds(python, '-c', `import ${module}`);
  const folder = join(CACHE, requirement.replace('==', '-'));
  const installed = join(folder, 'bin', 'python');
  const found = [installed, 'python3'].find(hasModule);
  if (found !== undefined || !(process.env['CI'] ?? process.env['INSTALL_GENERATORS'])) return found;

  const install =
    succeeds('python3', '-m', 'venv', '--clear', folder) &&
    succeeds(installed, '-m', 'pip', 'install', '--quiet', '--retries', '1', requirement);
  return install && hasModule(installed) ? installed : undefined;
}

/** Generates the package. Any part of the document that the generator would leave out is a failure. */
export async function generatePython(folder: string, python: string, document: string): Promise<void> {
  await writeFile(join(folder, 'config.yml'), 'post_hooks: []'); // they only format the code
  const generator = [
    '-m',
    'openapi_python_client',
    'generate',
    '--fail-on-warning',
    '--config',
    'config.yml',
  ];
  await runIn(folder, python, [...generator, '--url', document, '--output-path', 'client']);
  await copyFile(at('docs/examples/python-client/campaign.py'), join(folder, 'client', 'campaign.py'));
}

const IMPORT_ALL = `
import importlib, pkgutil, nimbus_campaigns_client as client
names = [module.name for module in pkgutil.walk_packages(client.__path__, "nimbus_campaigns_client.")]
print(sum(hasattr(importlib.import_module(name), "sync_detailed") for name in names))
`;

/** Imports all modules, and returns how many operations they have. */
export const importAll = async (folder: string, python: string): Promise<number> =>
  Number(await runIn(join(folder, 'client'), python, ['-c', IMPORT_ALL]));
