// node tools/kubernetes-schemas.mjs FOLDER: writes deploy/kubernetes/schemas.json, the schemas of the kinds that the rendered
// manifests use. FOLDER is that of one version in the Python package kubernetes-validate, whose schemas come from the
// OpenAPI document of Kubernetes: pip install kubernetes-validate, then
// …/site-packages/kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict ("strict" refuses unknown fields).
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { OVERLAYS, readObjects } from './kubernetes/render.mjs';
import { ROOT } from './prepare.mjs';

const REFERENCE = /"#\/\$defs\/([^"]+)"/g;
const GROUP_VERSION_KIND = 'x-kubernetes-group-version-kind';

const [, , folder] = process.argv;
if (folder === undefined) {
  console.error('usage: node tools/kubernetes-schemas.mjs FOLDER');
  process.exit(2);
}
const { $defs: all } = JSON.parse(readFileSync(`${folder}/_definitions.json`, 'utf8'));
const used = new Set(
  OVERLAYS.flatMap((overlay) => readObjects(`${ROOT}deploy/kubernetes/rendered/${overlay}.yaml`)).map(
    ({ apiVersion, kind }) => `${apiVersion} ${kind}`,
  ),
);
const $defs = {};
for (const [name, schema] of Object.entries(all)) if (isUsed(schema)) add(name);
const version = basename(folder).match(/\d+\.\d+/)?.[0];
writeFileSync(`${ROOT}deploy/kubernetes/schemas.json`, `${JSON.stringify({ kubernetes: version, $defs })}\n`);

function isUsed({ [GROUP_VERSION_KIND]: kinds = [] }) {
  return kinds.some(({ group, version, kind }) => used.has(`${group ? `${group}/` : ''}${version} ${kind}`));
}

/** The schema, and all to which it refers. */
function add(name) {
  if ($defs[name] !== undefined) return;
  $defs[name] = withoutProse(all[name]);
  for (const [, other] of JSON.stringify($defs[name]).matchAll(REFERENCE)) add(other);
}

/** Descriptions are nine tenths of the file. A property may be called "description", and is no text then. */
function withoutProse(value) {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => !(key === 'description' && typeof part === 'string'))
      .filter(([key]) => !key.startsWith('x-') || key === GROUP_VERSION_KIND)
      .map(([key, part]) => [key, withoutProse(part)]),
  );
}
