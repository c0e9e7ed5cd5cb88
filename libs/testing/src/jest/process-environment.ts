import { ModuleMocker } from 'jest-mock';

/** Places that a suite may change, and the next suite of the same worker must not see. */
const PLACES = [globalThis, process, process.env] as const;

/**
 * Runs a suite in the realm of the process, without a context of its own: packages that are loaded once for all suites
 * need the same realm. Globals, properties of `process` and variables have their former values again after each suite.
 */
export default class ProcessEnvironment {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;
  private readonly before = PLACES.map((place) => Object.getOwnPropertyDescriptors(place));

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** Jest wants one; SharedPackagesRuntime compiles without it. */
  getVmContext(): object {
    return this.global;
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    for (const [index, place] of PLACES.entries()) restore(place, this.before[index] ?? {});
    return Promise.resolve();
  }
}

type Properties = Readonly<Record<PropertyKey, PropertyDescriptor>>;

function restore(place: object, before: Properties): void {
  for (const key of new Set([...Reflect.ownKeys(place), ...Reflect.ownKeys(before)])) {
    const [was, is] = [before[key], Object.getOwnPropertyDescriptor(place, key)];
    if (is?.configurable === false) continue; // undici and expect keep their own for the whole process
    if (was === undefined) Reflect.deleteProperty(place, key);
    else if (is === undefined || was.value !== is.value || was.get !== is.get)
      Object.defineProperty(place, key, was);
  }
}
