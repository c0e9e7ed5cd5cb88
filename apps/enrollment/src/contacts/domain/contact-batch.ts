import { DomainError, type FieldError, type Id } from '#kernel';

/** `upsert` merges into what is there, `create` fails on it, `skip` leaves it alone. */
export type WriteMode = 'upsert' | 'create' | 'skip';

/** The columns that a caller gave, and only those: what is absent keeps what is there, null clears. */
export type GivenFields = Readonly<Record<string, unknown>>;

export interface ContactRow {
  /** Its place in the request. */
  readonly index: number;
  /** The address in lower case: it identifies the row. */
  readonly key: string;
  readonly fields: GivenFields;
}

export interface ContactBatch {
  /** At most one per address. */
  readonly rows: readonly ContactRow[];
  /** Those that share their address with a row that is written. */
  readonly repetitions: readonly ContactRow[];
}

/** An upsert writes the last of several rows with one address, the other modes the first. */
export function onePerAddress(all: readonly ContactRow[], mode: WriteMode): ContactBatch {
  const inOrder = mode === 'upsert' ? all.toReversed() : all;
  const rows = new Map<string, ContactRow>();
  for (const row of inOrder) if (!rows.has(row.key)) rows.set(row.key, row);
  return { rows: [...rows.values()], repetitions: inOrder.filter((row) => rows.get(row.key) !== row) };
}

/** The contact that has the address of a row. */
export interface StoredContact {
  readonly id: Id<'cont'>;
  readonly status: 'created' | 'updated' | 'existing';
}

/** The result of a row. */
export interface RowResult {
  readonly index: number;
  /** The id of the stored contact. */
  readonly id: Id<'cont'>;
  readonly status: 'created' | 'updated' | 'skipped' | 'failed';
  readonly errors?: FieldError[];
}

const duplicate: FieldError = {
  field: 'email',
  code: 'duplicate_contact',
  message: 'a contact with this e-mail exists already',
};

/** The same, of a contact that comes alone. */
export const duplicateContact = (): DomainError =>
  new DomainError('conflict', 'duplicate_contact', duplicate.message, { errors: [duplicate] });

const superseded: FieldError = {
  field: 'email',
  code: 'superseded',
  message: 'a later row of this request has the same e-mail and was written',
};

/** The answer for a row that was to be written. */
export function rowResult({ index }: ContactRow, { id, status }: StoredContact, mode: WriteMode): RowResult {
  if (status !== 'existing') return { index, id, status };
  if (mode === 'create') return { index, id, status: 'failed', errors: [duplicate] };
  // An upsert passes over a contact that has all of the row's values.
  return { index, id, status: mode === 'upsert' ? 'updated' : 'skipped' };
}

/** The answer for a row whose address another row of the request has too. */
export function repetitionResult({ index }: ContactRow, { id }: StoredContact, mode: WriteMode): RowResult {
  if (mode === 'create') return { index, id, status: 'failed', errors: [duplicate] };
  return { index, id, status: 'skipped', ...(mode === 'upsert' && { errors: [superseded] }) };
}
