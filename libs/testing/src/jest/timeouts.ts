import { jest } from '@jest/globals';

/** Ends a test that hangs; longer than several `eventually` in a row, so that a busy machine is no failure. */
jest.setTimeout(300_000);
