// node tools/check-kubernetes.mjs [--write]: compares the manifests in deploy/kubernetes with the schemas of Kubernetes and
// with the code: services, environments, connections, rights of pods. It checks the rendered files, and renders them again where
// this machine has kustomize (or kubectl); --write updates those files.
import { existsSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { prepare, ROOT } from './prepare.mjs';

await prepare({ build: true });
const { readFacts } = await import('./kubernetes/facts.mjs');
const { findKustomize, OVERLAYS, parseObjects, readObjects, render } =
  await import('./kubernetes/render.mjs');
const { problemsOf } = await import('./kubernetes/problems.mjs');

const FOLDER = `${ROOT}deploy/kubernetes`;
const write = process.argv.includes('--write');
const facts = await readFacts({ root: ROOT, load: (path) => import(`../dist/${path}.js`) });
const kustomize = findKustomize();
if (kustomize === undefined) {
  console.log('Neither kustomize nor kubectl is here: the rendered files are checked as they are.');
  if (write) process.exit(1);
}

const problems = [
  ...(kustomize === undefined ? [] : OVERLAYS.flatMap((overlay) => staleRendering(kustomize, overlay))),
  ...OVERLAYS.flatMap((overlay) =>
    problemsOf(overlay, readObjects(renderedFile(overlay)), facts).map((problem) => `${overlay}: ${problem}`),
  ),
];
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function staleRendering(command, overlay) {
  const text = render(command, `${FOLDER}/overlays/${overlay}`);
  const file = renderedFile(overlay);
  if (write) writeFileSync(file, text);
  const isCurrent = existsSync(file) && isDeepStrictEqual(readObjects(file), parseObjects(text));
  if (isCurrent) return [];
  return [
    `rendered/${overlay}.yaml is not current: run \`node tools/check-kubernetes.mjs --write\` and commit the result.`,
  ];
}

function renderedFile(overlay) {
  return `${FOLDER}/rendered/${overlay}.yaml`;
}
