import { jest } from '@jest/globals';

/** For what hangs; a busy machine is no failure. Longer than several `eventually` in a row. */
jest.setTimeout(300_000);
