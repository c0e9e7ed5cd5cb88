import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_DATABASE, type ServiceDatabase } from '../service-database.js';
import { Database } from '../transaction.js';
import { TABLES, tenantTables, type TableOwnership, type TenantTable } from './tenant-tables.js';

/** A place on the walk through all tables: the table, the part of it that has the rows, and the last row there. */
export interface RowPlace {
  readonly table: string;
  readonly part: string;
  /** As PostgreSQL writes it: `(block,item)`. */
  readonly after: string;
}

/** Rows of one table, as they are stored, without secrets. */
export interface RowPage {
  readonly table: string | null;
  readonly rows: Record<string, unknown>[];
  /** Null after the last one. */
  readonly next: RowPlace | null;
}

/** Blocks of a table that one statement reads, 16 MB: short, and no table needs an index of workspaces for it. */
const BLOCKS = 2_048;
/** The time of one call, below the deadline of the request. */
const WORK_MS = 1_000;
const PAGE_ROWS = 1_000;
const PAGE_BYTES = 400_000;

interface Part extends TenantTable {
  readonly part: string;
}

/**
 * All rows of a workspace in this service, whatever its tables are: they are read from the catalog, so that a new table
 * cannot be forgotten. A walk passes each table once, by blocks; a walk that was cut off begins anew.
 */
@Injectable()
export class WorkspaceRows {
  constructor(
    private readonly database: Database,
    @Inject(SERVICE_DATABASE) private readonly settings: Pick<ServiceDatabase, 'service'>,
  ) {}

  /** Deletes rows for about a second. `next` is null when the walk has ended. */
  async delete(
    workspace: string,
    place: RowPlace | null,
  ): Promise<{ readonly deleted: number; readonly next: RowPlace | null }> {
    const parts = await this.partsFrom(place);
    const until = performance.now() + WORK_MS;
    let deleted = 0;
    for (const [index, part] of parts.entries()) {
      const blocks = await this.blocksOf(part);
      for (let block = blockOf(index === 0 ? place : null); block < blocks; block += BLOCKS) {
        if (performance.now() > until) return { deleted, next: placeAt(part, block) };
        deleted += await this.deleteIn(part, workspace, block);
      }
    }
    return { deleted, next: null };
  }

  /** The next rows, of one table. */
  async page(workspace: string, place: RowPlace | null): Promise<RowPage> {
    for (const [index, part] of (await this.partsFrom(place)).entries()) {
      const page = await this.pageOf(part, workspace, index === 0 ? place : null);
      if (page !== undefined) return page;
    }
    return { table: null, rows: [], next: null };
  }

  /** Undefined when the rest of the part has no row of the workspace. */
  private async pageOf(part: Part, workspace: string, place: RowPlace | null): Promise<RowPage | undefined> {
    const secrets = await this.secretColumnsOf(part);
    const blocks = await this.blocksOf(part);
    let after = place?.after ?? '(0,0)';
    for (let block = blockOf(place); block < blocks; block += BLOCKS, after = `(${block},0)`) {
      const found = await this.database.query<{ place: string; entry: Record<string, unknown> }>(
        pageSql(part),
        [workspace, after, `(${block + BLOCKS},0)`, secrets],
      );
      const last = found.at(-1);
      if (last === undefined) continue;
      const rows = found.map(({ entry }) => entry);
      return { table: part.table, rows, next: { table: part.table, part: part.part, after: last.place } };
    }
    return undefined;
  }

  private async deleteIn(part: Part, workspace: string, block: number): Promise<number> {
    const [row] = await this.database.query<{ rows: number }>(
      `with deleted as (
         delete from only ${part.part} as ${part.table}
         where ${part.table}.ctid >= $2::tid and ${part.table}.ctid < $3::tid and ${part.isOwned} returning 1
       ) select count(*)::int as rows from deleted`,
      [workspace, `(${block},0)`, `(${block + BLOCKS},0)`],
    );
    return row?.rows ?? 0;
  }

  /** The parts from a place on. A partition that was dropped meanwhile is passed over. */
  private async partsFrom(place: RowPlace | null): Promise<Part[]> {
    const tables = tenantTables(await this.database.query<TableOwnership>(TABLES, [this.settings.service]));
    const begin = place === null ? 0 : tables.findIndex(({ table }) => table === place.table);
    const parts = await Promise.all(tables.slice(begin).map((table) => this.partsOf(table)));
    return parts.flat().filter(({ table, part }) => table !== place?.table || part >= place.part);
  }

  /** Its partitions; a table without any is its own only part. */
  private async partsOf(table: TenantTable): Promise<Part[]> {
    const partitions = await this.database.query<{ part: string }>(
      `select relid::text as part from pg_partition_tree($1::regclass) where isleaf order by 1`,
      [table.table],
    );
    return partitions.length === 0
      ? [{ ...table, part: table.table }]
      : partitions.map(({ part }) => ({ ...table, part }));
  }

  private async blocksOf({ part }: Part): Promise<number> {
    const [row] = await this.database.query<{ blocks: number }>(
      `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as blocks`,
      [part],
    );
    return row?.blocks ?? 0;
  }

  /** Secrets, hashes and keys; and the files that jobs have written from other rows, which can be larger than a message. */
  private async secretColumnsOf({ table }: Part): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = $1::text::regclass and attnum > 0 and not attisdropped
         and (atttypid = 'bytea'::regtype or attname ~ '(encrypted|hash|secret)'
           or (attname = 'content' and $1::text = 'job_part'))`,
      [table],
    );
    return rows.map(({ name }) => name);
  }
}

const pageSql = ({ table, part, isOwned }: Part): string => `
  select place, entry from (
    select ${table}.ctid::text as place, ${table}.ctid as at, written.entry,
      sum(octet_length(written.entry::text)) over (order by ${table}.ctid) - octet_length(written.entry::text) as bytes_before
    from only ${part} as ${table} cross join lateral (select to_jsonb(${table}) - $4::text[] as entry) written
    where ${table}.ctid > $2::tid and ${table}.ctid < $3::tid and ${isOwned}
    order by ${table}.ctid limit ${PAGE_ROWS}
  ) as page where bytes_before < ${PAGE_BYTES} order by at`;

const placeAt = ({ table, part }: Part, block: number): RowPlace => ({ table, part, after: `(${block},0)` });

const blockOf = (place: RowPlace | null): number => Number(/^\((\d+),/.exec(place?.after ?? '')?.[1] ?? 0);
