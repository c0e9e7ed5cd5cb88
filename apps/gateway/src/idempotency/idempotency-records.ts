import { Injectable } from '@nestjs/common';
import { Database, deleteOlder } from '#database';

/** The attempt of a request to run under a key. Ids are uuids. */
export interface Claim {
  readonly id: string;
  readonly workspaceId: string;
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
}

/** The answer that a repetition gets. */
export interface StoredResponse {
  readonly status: number;
  readonly mediaType: string;
  /** Encrypted by the caller of `store`. */
  readonly body: Buffer;
}

export type Claimed =
  | { readonly state: 'claimed' | 'running' | 'other_request' }
  /** The first request is over with this status; its answer was not kept. */
  | { readonly state: 'not_kept'; readonly status: number }
  | { readonly state: 'answered'; readonly answer: StoredResponse };

const HOUR_MS = 3_600_000;
const RETENTION_MS = 24 * HOUR_MS;
/** After this time a request without a response counts as dead; the longest request takes a minute. */
const RUNS_AT_MOST_MS = 120_000;
/** A created resource has some thousand bytes, a bulk write of a thousand contacts 200,000. */
const MAX_ANSWER_BYTES = 262_144;
/** In 24 hours, of one workspace: its keys must not fill the disk. */
const MAX_WORKSPACE_BYTES = 100_000_000;

/** The request that inserts the row runs; the others wait for the insert only. A dead or expired row is taken over. */
const CLAIM = `
  insert into idempotency_record as record
    (workspace_id, key_hash, request_hash, claim_id, claimed_until, expires_at)
  values ($1, $2, $3, $4, $6, $7)
  on conflict (workspace_id, key_hash) do update set
    request_hash = excluded.request_hash,
    claim_id = excluded.claim_id,
    claimed_until = excluded.claimed_until,
    expires_at = excluded.expires_at,
    status = null,
    media_type = null,
    body = null,
    kept = true
  where record.expires_at <= $5::timestamptz
    or (record.status is null and record.claimed_until <= $5::timestamptz)
  returning 1 as claimed`;

const FIND = `
  select request_hash, status, media_type, body, kept
  from idempotency_record
  where workspace_id = $1 and key_hash = $2`;

/**
 * Keeps the answer while those of the workspace's last day have at most $8 bytes, and its status in any case. Bytes are kept
 * by the hour: to add up a day of answers would read all of them.
 */
const STORE = `
  with room as (
    select $7 and coalesce(sum(bytes), 0) + octet_length($6::bytea) <= $8 as enough
    from idempotency_usage where workspace_id = $1 and hour > $9::timestamptz - interval '1 day'
  ), used as (
    insert into idempotency_usage as usage (workspace_id, hour, bytes)
    select $1, date_trunc('hour', $9::timestamptz), octet_length($6::bytea) from room where room.enough
    on conflict (workspace_id, hour) do update set bytes = usage.bytes + excluded.bytes
  )
  update idempotency_record set
    status = $4,
    media_type = $5,
    body = case when room.enough then $6::bytea else '' end,
    kept = room.enough
  from room
  where workspace_id = $1 and key_hash = $2 and claim_id = $3`;

const RELEASE = `
  delete from idempotency_record where workspace_id = $1 and key_hash = $2 and claim_id = $3`;

interface Row {
  readonly request_hash: Buffer;
  readonly status: number | null;
  readonly media_type: string | null;
  readonly body: Buffer | null;
  readonly kept: boolean;
}

/** The requests that ran under an `Idempotency-Key`, with their responses. */
@Injectable()
export class IdempotencyRecords {
  constructor(private readonly database: Database) {}

  async claim({ id, workspaceId, keyHash, requestHash }: Claim, now: Date): Promise<Claimed> {
    const after = (ms: number): Date => new Date(now.getTime() + ms);
    const params = [workspaceId, keyHash, requestHash, id, now, after(RUNS_AT_MOST_MS), after(RETENTION_MS)];
    const [claimed] = await this.database.query(CLAIM, params);
    if (claimed !== undefined) return { state: 'claimed' };

    const [row] = await this.database.query<Row>(FIND, [workspaceId, keyHash]);
    // The row is gone: the first request failed just now, and the next attempt will run.
    return row === undefined ? { state: 'running' } : stateOf(row, requestHash);
  }

  /** Does nothing when the claim was taken over meanwhile. `keep`: whether a repetition may see the answer. */
  async store(
    { workspaceId, keyHash, id }: Claim,
    { status, mediaType, body }: StoredResponse,
    { keep, now }: { readonly keep: boolean; readonly now: Date },
  ): Promise<void> {
    const isKept = keep && body.length <= MAX_ANSWER_BYTES;
    const answer = isKept ? body : Buffer.alloc(0);
    const params = [workspaceId, keyHash, id, status, mediaType, answer, isKept, MAX_WORKSPACE_BYTES, now];
    await this.database.query(STORE, params);
  }

  /** Lets the next request with this key run. */
  async release({ workspaceId, keyHash, id }: Claim): Promise<void> {
    await this.database.query(RELEASE, [workspaceId, keyHash, id]);
  }

  /** Deletes one batch of expired records. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    const records = { table: 'idempotency_record', key: ['workspace_id', 'key_hash'], age: 'expires_at' };
    return deleteOlder(this.database, records, now);
  }

  /** Deletes one batch of the hours, each with its bytes, whose answers are deleted. */
  deleteOldUsage(now: Date): Promise<'more' | 'done'> {
    const usage = { table: 'idempotency_usage', key: ['workspace_id', 'hour'], age: 'hour' };
    return deleteOlder(this.database, usage, new Date(now.getTime() - RETENTION_MS - HOUR_MS));
  }
}

function stateOf({ request_hash, status, media_type, body, kept }: Row, requestHash: Buffer): Claimed {
  if (!request_hash.equals(requestHash)) return { state: 'other_request' };
  if (status === null || media_type === null || body === null) return { state: 'running' };
  if (!kept) return { state: 'not_kept', status };
  return { state: 'answered', answer: { status, mediaType: media_type, body } };
}
