import { Injectable } from '@nestjs/common';
import { Database, named } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';

/** The bounds leave the partitions of other days alone. The data stay text: nobody parses them only to write them again. */
const BODIES = named(`
select id, type, created_at, workspace_id, data::text as data from event
where id = any ($1::uuid[]) and id between $2 and $3`);

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly created_at: Date;
  readonly workspace_id: string;
  readonly data: string;
}

/** The JSON of events, as webhooks get it. */
@Injectable()
export class EventBodies {
  constructor(private readonly database: Database) {}

  /** One that is not stored any more is missing. */
  async find(ids: readonly Id<'evt'>[]): Promise<Map<Id<'evt'>, string>> {
    const uuids = [...new Set(ids)].map(uuidOf).toSorted();
    if (uuids.length === 0) return new Map();
    const rows = await this.database.query<EventRow>(BODIES, [uuids, uuids[0], uuids.at(-1)]);
    return new Map(rows.map(eventBody));
  }
}

/** An id, and `JSON.stringify` of its PublicEvent. */
function eventBody({ id: uuid, type, created_at, workspace_id, data }: EventRow): [Id<'evt'>, string] {
  const id = idOf('evt', uuid);
  const body =
    `{"id":"${id}","type":"${type}","created_at":"${created_at.toISOString()}",` +
    `"workspace_id":"${idOf('ws', workspace_id)}","data":${data}}`;
  return [id, body];
}
