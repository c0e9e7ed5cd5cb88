/** A statement that the version before this one may not survive, and the reason. */
type Rule = (statement: string, created: ReadonlySet<string>) => string | undefined;

const NAME = String.raw`(?:only |if exists |if not exists )*"?(\w+)"?`;
const tableOf = (statement: string): string => new RegExp(`^alter table ${NAME}`).exec(statement)?.[1] ?? '';

/** A check that takes the place of the one of its name, such as a list that grows, and nothing else in the statement. */
const REPLACED = /^alter table \S+ drop constraint "?(\w+)"?, add constraint "?\1"? check (?!.* add )/;

const RULES: readonly Rule[] = [
  (statement) =>
    /^drop (table|view|function|schema|type)|^alter table .* drop (column|(?!constraint|default|not null|identity|expression)\w)/.test(
      statement.replaceAll(/alter column "?\w+"? drop (default|not null|identity|expression)/g, ''),
    )
      ? 'takes away what the version before reads'
      : undefined,
  (statement) => (/^alter .* rename /.test(statement) ? 'renames what the version before uses' : undefined),
  (statement) =>
    /alter column "?\w+"? (set data )?type /.test(statement)
      ? 'changes a type: the table is written anew behind a lock'
      : undefined,
  (statement) =>
    /alter column "?\w+"? set not null/.test(statement)
      ? 'refuses rows that the version before writes'
      : undefined,
  (statement, created) =>
    /^alter table .* add (constraint|check|unique|primary key|foreign key)/.test(statement) &&
    !REPLACED.test(statement) &&
    !created.has(tableOf(statement))
      ? 'adds a constraint that rows of the version before may break'
      : undefined,
  (statement, created) =>
    addedColumns(statement).some(
      (column) => / not null/.test(column) && !/ (default|generated) /.test(column),
    ) && !created.has(tableOf(statement))
      ? 'adds a column that the version before leaves empty: give it a default'
      : undefined,
  (statement, created) => {
    const table = new RegExp(`^create (?:unique )?index (?!concurrently).*? on ${NAME}`).exec(statement)?.[1];
    return table === undefined || created.has(table)
      ? undefined
      : 'builds an index while nobody can write: build it `concurrently`';
  },
];

/** The texts between `add column` and the next action. */
const addedColumns = (statement: string): string[] =>
  statement.startsWith('alter table')
    ? statement.split(/\badd (?:column )?(?=(?!constraint|check|unique|primary|foreign)\w)/).slice(1)
    : [];

/** The reasons why the version before a migration would fail beside it, one for each statement that is to blame. */
export function problemsIn(statements: readonly string[]): string[] {
  const plain = statements.map(withoutNoise);
  const created = new Set(
    plain.flatMap((statement) => new RegExp(`^create table ${NAME}`).exec(statement)?.[1] ?? []),
  );
  return plain.flatMap((statement) =>
    RULES.flatMap((rule) => {
      const reason = rule(statement, created);
      return reason === undefined ? [] : [`${reason}: ${statement.slice(0, 120)}`];
    }),
  );
}

const withoutNoise = (statement: string): string =>
  statement
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
