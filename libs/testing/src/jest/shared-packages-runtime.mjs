import { pathToFileURL } from 'node:url';
import { compileFunction, SyntheticModule } from 'node:vm';
import Runtime from 'jest-runtime';

/** Jest's own packages hold the state of one suite. */
const isShared = (path) => /[\\/]node_modules[\\/](?!@jest[\\/]|jest|expect[\\/])/.test(path);
const namesPackage = (specifier) => !/^(?:[./#]|node:|data:|@jest\/)/.test(specifier);

/** The modules of packages that this worker has loaded. */
const loaded = new Map();

/**
 * Loads packages as Node.js does, once for all suites of a worker, and the project's modules anew for each suite. Jest
 * compiles every package again for every suite: that was 38 % of the processor time of the component tests (2026-11-30).
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
      const path = namesPackage(specifier) && (await resolution.resolveEsmAsync(from, specifier));
      return path && isShared(path) ? sharedModule(path) : resolveModule(specifier, from, context);
    };
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: (specifier, _, attributes) =>
          executor.dynamicImport(specifier, filename, undefined, attributes),
      });
  }
}

function sharedModule(path) {
  if (!loaded.has(path)) loaded.set(path, load(path));
  return loaded.get(path);
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
