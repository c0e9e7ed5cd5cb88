import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock, idOf, uuidOf, type Id, type OutsidePlatform } from '#kernel';

/**
 * Takes up connections without a registered hook: $1 now, $2 the end of the lease, which is the next attempt too, $3 the
 * platforms that can register one, $4 how many.
 */
const CLAIM = `
with due as (
  select c.id, c.workspace_id from connection c left join hook_registration r on r.connection_id = c.id
  where c.hook_id is null and c.status = 'working' and c.platform = any($3)
    and coalesce(r.next_attempt_at <= $1, true)
  order by c.id limit $4
  for no key update of c skip locked
)
insert into hook_registration as r (connection_id, workspace_id, attempts, next_attempt_at)
select id, workspace_id, 1, $2 from due
on conflict (connection_id) do update set attempts = r.attempts + 1, next_attempt_at = $2
returning r.connection_id, r.attempts`;

/** $1 connection, $2 the hash of its token, $3 that of the secret. Another secret counts once it was seen. */
const EXPECT = `
update hook_registration
set token_hash = $2, secret_hash = $3, secret_seen_at = case when secret_hash = $3 then secret_seen_at end
where connection_id = $1`;

/** $1 connection, $2 the hash of the token in the address that was registered, $3 the id of the hook, $4 now. */
const DONE = `
with registered as (
  update connection set hook_id = $3 where id = $1 and hook_token_hash = $2 returning id
)
update hook_registration set attempts = 0, next_attempt_at = $4 where connection_id = $1`;

/** $1 connection, $2 the next attempt. */
const FAILED = 'update hook_registration set next_attempt_at = $2 where connection_id = $1';

/** A registration that is under way. */
export interface Registration {
  readonly connectionId: Id<'pcon'>;
  /** This one included. */
  readonly attempts: number;
}

const BATCH = 4;
/** Longer than the calls of one registration take. */
const LEASE_MS = 120_000;

/** The hooks that are to be registered at platforms. Replicas share them. */
@Injectable()
export class HookRegistrations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async claim(platforms: readonly OutsidePlatform[]): Promise<Registration[]> {
    const now = this.clock.now();
    const params = [now, new Date(now.getTime() + LEASE_MS), platforms, BATCH];
    const rows = await this.database.query<{ connection_id: string; attempts: number }>(CLAIM, params);
    return rows.map(({ connection_id, attempts }) => ({
      connectionId: idOf('pcon', connection_id),
      attempts,
    }));
  }

  /** From now on a hook may bring this secret. Before the platform learns it: its first hook may be faster. */
  async expectSecret(id: Id<'pcon'>, tokenHash: Buffer, secretHash: Buffer): Promise<void> {
    await this.database.query(EXPECT, [uuidOf(id), tokenHash, secretHash]);
  }

  /** Without effect where the token was changed meanwhile: the address is registered anew then. */
  async done(id: Id<'pcon'>, tokenHash: Buffer, hookId: string): Promise<void> {
    await this.database.query(DONE, [uuidOf(id), tokenHash, hookId, this.clock.now()]);
  }

  async failed(id: Id<'pcon'>, next: Date): Promise<void> {
    await this.database.query(FAILED, [uuidOf(id), next]);
  }
}
