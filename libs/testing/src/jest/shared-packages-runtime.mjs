import { pathToFileURL } from 'node:url';
import { compileFunction, SyntheticModule } from 'node:vm';
import Runtime from 'jest-runtime';

/** Jest's own packages hold the state of one suite. */
const isPackage = (path) => /[\\/]node_modules[\\/](?!@jest[\\/]|jest|expect[\\/])/.test(path);
/** The libraries that hold no state: a suite can have the modules of an earlier one. */
const isStateless = (path) => /[\\/]libs[\\/](?:contracts|kernel)[\\/]src[\\/].*(?<!\.spec)\.ts$/.test(path);
const isOfSuite = (specifier) => /^(?:node:|data:|@jest\/)/.test(specifier);

/** The modules of packages that this worker has loaded. */
const packages = new Map();
/** The modules of stateless libraries that this worker has loaded. */
const stateless = new Map();

/**
 * Loads packages as Node.js does, once for all suites of a worker, and the project's modules anew for each suite, except
 * those of libraries without state. Jest compiles every package again for every suite: that was 38 % of the processor time
 * of the component tests (2026-11-30).
 * All code runs in the realm of the process, where a package's `Error` or `Date` is the project's: see ADR 42.
 */
export default class SharedPackagesRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { esmLoader, executor, _resolution: resolution } = this;
    // The synchronous loader of Node.js 22 resolves by itself: all versions take the other one.
    resolution.canResolveSync = () => false;
    esmLoader.getContext = () => undefined;
    const resolveModule = esmLoader.resolveModule.bind(esmLoader);
    esmLoader.resolveModule = async (specifier, from, context) => {
      if (isOfSuite(specifier)) return resolveModule(specifier, from, context);
      const path = await resolution.resolveEsmAsync(from, specifier);
      if (isPackage(path)) return packageModule(path);
      if (isStateless(path)) return statelessModule(path, () => resolveModule(specifier, from, context));
      return resolveModule(specifier, from, context);
    };
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: (specifier, _, attributes) =>
          executor.dynamicImport(specifier, filename, undefined, attributes),
      });
  }
}

function packageModule(path) {
  if (!packages.has(path)) packages.set(path, load(path));
  return packages.get(path);
}

async function load(path) {
  const exports = await import(pathToFileURL(path).href);
  const names = Object.keys(exports);
  const module = new SyntheticModule(
    names,
    () => names.forEach((name) => module.setExport(name, exports[name])),
    { identifier: path },
  );
  await module.link(() => undefined);
  await module.evaluate();
  return module;
}

/** A suite that failed while it loaded leaves modules that nobody can use: the next one loads them again. */
async function statelessModule(path, loadModule) {
  const known = stateless.get(path);
  if (known?.status === 'evaluated') return known;
  const module = await loadModule();
  stateless.set(path, module);
  return module;
}
