/** Every table of a schema ($1), and how it names the workspace of a row: by its column, or by the row of a parent. */
export const TABLES = `
  select quote_ident(c.relname) as "table",
    (select quote_ident(a.attname) from pg_attribute a
     where a.attrelid = c.oid and not a.attisdropped
       and a.attname = case c.relname when 'workspace' then 'id' else 'workspace_id' end) as tenant,
    coalesce(obj_description(c.oid, 'pg_class') = 'append-only', false) as is_append_only,
    array(
      select distinct f.confrelid::regclass::text from pg_constraint f
      where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
    ) as parents,
    parent.*
  from pg_class c
  left join lateral (
    select f.confrelid::regclass::text as whole,
      (select string_agg(format('%s.%I = %s.%I', f.confrelid::regclass, theirs.attname, c.oid::regclass, ours.attname), ' and ')
       from unnest(f.confkey, f.conkey) as pair (their, our)
       join pg_attribute theirs on theirs.attrelid = f.confrelid and theirs.attnum = their
       join pg_attribute ours on ours.attrelid = c.oid and ours.attnum = our) as pairs
    from pg_constraint f
    where f.conrelid = c.oid and f.contype = 'f'
    order by f.confdeltype = 'c' desc, f.conname
    limit 1
  ) parent on true
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  order by c.relname`;

export interface TableOwnership {
  readonly table: string;
  readonly tenant: string | null;
  readonly is_append_only: boolean;
  /** The tables that its foreign keys lead to. */
  readonly parents: readonly string[];
  /** The parent that its rows are deleted with, and the condition that pairs them. */
  readonly whole: string | null;
  readonly pairs: string | null;
}

/** A table with rows of workspaces, and the condition that a row belongs to the workspace $1. */
export interface TenantTable {
  readonly table: string;
  readonly isOwned: string;
}

/** The tables with rows of workspaces, each before those that its foreign keys lead to. */
export function tenantTables(all: readonly TableOwnership[]): TenantTable[] {
  const byName = new Map(all.map((each) => [each.table, each]));
  const ordered: TenantTable[] = [];
  const seen = new Set<string>();
  const visit = (one: TableOwnership): void => {
    if (seen.has(one.table)) return;
    seen.add(one.table);
    for (const child of all.filter(({ parents }) => parents.includes(one.table))) visit(child);
    const isOwned = ownershipOf(one, byName);
    if (isOwned !== undefined) ordered.push({ table: one.table, isOwned });
  };
  for (const one of all) visit(one);
  return ordered;
}

/** Undefined for a table of the service's own. */
function ownershipOf(
  { table, tenant, whole, pairs }: TableOwnership,
  byName: ReadonlyMap<string, TableOwnership>,
): string | undefined {
  if (tenant !== null) return `${table}.${tenant} = $1::uuid`;
  const parent = whole === null ? undefined : byName.get(whole);
  const ofParent = parent && ownershipOf(parent, byName);
  return ofParent && `exists (select from ${parent.table} where ${String(pairs)} and ${ofParent})`;
}
