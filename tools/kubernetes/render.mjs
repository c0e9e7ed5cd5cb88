import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

export const OVERLAYS = ['small', 'high-availability'];

/** kubectl contains kustomize. */
const COMMANDS = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
];

/** The command that renders, as its words; undefined where this machine has none. */
export function findKustomize() {
  return COMMANDS.find(([program]) => spawnSync(program, ['--help']).status === 0);
}

/** The text of all objects of an overlay. Throws with the message of kustomize when a file of it is wrong. */
export function render([program, ...args], folder) {
  const { status, stdout, stderr } = spawnSync(program, [...args, folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${folder} cannot be rendered: ${stderr.trim()}`);
  return stdout;
}

/** The objects of a text with several documents. Throws on a text that is no YAML, or names a key twice. */
export function parseObjects(text) {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

export const readObjects = (file) => parseObjects(readFileSync(file, 'utf8'));
