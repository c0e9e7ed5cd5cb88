/** A table with a uuid `id` and encrypted columns, each with the owner of its secret in the row with an id. */
export interface SecretTable {
  readonly table: string;
  readonly columns: Readonly<Record<string, (id: string) => string>>;
}

/** Texts of replies are long: some megabytes at once. */
const BATCH = 100;

const namesOf = ({ columns }: SecretTable): string[] => Object.keys(columns);

/** $1 is the prefix of the current key. `left` reads the first piece of a long text alone, where `starts_with` reads all. */
const isOld = (table: SecretTable): string =>
  namesOf(table)
    .map((column) => `coalesce(left(${column}, length($1::text)) <> $1, false)`)
    .join(' or ');

/** $2 is the last row before. Rows of the current key are part of the page, so that each statement is short. */
export const pageSql = (table: SecretTable): string => `
  select id, (${isOld(table)}) as is_old from ${table.table} where id > $2 order by id limit ${BATCH}`;

export const lockSql = (table: SecretTable): string => `
  select id, ${namesOf(table).join(', ')} from ${table.table}
  where id = any($2::uuid[]) and (${isOld(table)}) for no key update skip locked`;

export const updateSql = (table: SecretTable): string => `
  update ${table.table} set ${namesOf(table)
    .map((column) => `${column} = next.${column}`)
    .join(', ')}
  from jsonb_to_recordset($1::jsonb) as next (id uuid, ${namesOf(table)
    .map((column) => `${column} text`)
    .join(', ')})
  where ${table.table}.id = next.id`;
