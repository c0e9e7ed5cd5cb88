import { jest } from '@jest/globals';

/** Suites on servers share two cores with each other; a slow machine is no failure. */
jest.setTimeout(60_000);
