import { Database, type Transaction } from './transaction.js';

/** The person whose data is asked for or erased, in one workspace. */
export interface Person {
  /** Uuids. */
  readonly workspace: string;
  readonly contact: string;
  /** The id as texts have it, `cont_…`. */
  readonly contactId: string;
  /** In lower case. */
  readonly email: string;
}

/**
 * A table with data about persons. Its condition names the person by `person.in_workspace`, `person.uuid` (of the contact),
 * `person.address` in lower case, and `person.text_id`, the id as texts have it.
 */
export interface PersonTable {
  readonly table: string;
  readonly mentions: string;
  /** Blanks these columns instead of deleting the row, which counts in figures. */
  readonly blank?: string;
}

/** The data about persons in one service: its tables, those first whose conditions read others. */
export class ContactRows {
  constructor(
    private readonly database: Database,
    private readonly tables: readonly PersonTable[],
    /** A statement that keeps what must outlive the person, before anything is erased. It follows `with person as (…)`. */
    private readonly keep?: string,
  ) {}

  async export(person: Person): Promise<{ table: string; row: Record<string, unknown> }[]> {
    const found = [];
    for (const { table, mentions } of this.tables) {
      const rows = await this.database.query<{ entry: Record<string, unknown> }>(
        `with person as (${PERSON}) select to_jsonb(${table}) as entry from ${table}, person where ${mentions}`,
        paramsOf(person),
      );
      found.push(...rows.map(({ entry }) => ({ table, row: withoutSecrets(entry) })));
    }
    return found;
  }

  /** Answers the rows that were erased; to repeat it erases what came since. */
  erase(person: Person): Promise<number> {
    return this.database.transaction(async (tx) => {
      if (this.keep !== undefined)
        await tx.query(`with person as (${PERSON}) ${this.keep}`, paramsOf(person));
      let erased = 0;
      for (const table of this.tables) erased += await eraseIn(tx, table, person);
      return erased;
    });
  }
}

/** All of its parameters have a type, also where a condition uses none of them. */
const PERSON = 'select $1::uuid as in_workspace, $2::uuid as uuid, $3::text as address, $4::text as text_id';

const paramsOf = ({ workspace, contact, email, contactId }: Person) => [workspace, contact, email, contactId];

async function eraseIn(
  tx: Transaction,
  { table, mentions, blank }: PersonTable,
  person: Person,
): Promise<number> {
  const change =
    blank === undefined
      ? `delete from ${table} using person where ${mentions}`
      : `update ${table} set ${blank} from person where ${mentions}`;
  const [row] = await tx.query<{ rows: number }>(
    `with person as (${PERSON}), erased as (${change} returning 1) select count(*)::int as rows from erased`,
    paramsOf(person),
  );
  return row?.rows ?? 0;
}

const withoutSecrets = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !/encrypted|hash|secret/.test(column)));
