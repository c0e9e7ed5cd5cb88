import type { PersonData } from '#service';

/** The tables with data about contacts. */
export const persons: PersonData = { tables: [] };
