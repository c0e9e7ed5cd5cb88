import type { PersonTable } from '#database';

/** Injection token of the `PersonData` of a service. */
export const PERSONS = Symbol('PERSONS');

/** The data about persons that a service has. */
export interface PersonData {
  readonly tables: readonly PersonTable[];
  /** Keeps what must outlive a person; see `ContactRows`. */
  readonly keep?: string;
}

/** A service that knows no person. */
export const NO_PERSONS: PersonData = { tables: [] };
