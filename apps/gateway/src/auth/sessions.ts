import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { Role } from './roles.js';

/** Somebody in one workspace. */
export interface Person {
  readonly id: Id<'user'>;
  readonly workspaceId: WorkspaceId;
  readonly timeZone: string;
  readonly email: string;
  readonly role: Role;
}

/** A session is over when it was not refreshed for so long. */
const IDLE_MS = 30 * 24 * 3_600_000;
const BATCH_SIZE = 1_000;

const PERSON = 'u.id, u.workspace_id, u.email, u.role, w.time_zone';

/** The newest, where several workspaces know the address and none is named. */
const FIND_PERSON = `
  select ${PERSON}, u.password_hash
  from app_user u
  join workspace w on w.id = u.workspace_id
  where lower(u.email) = lower($1) and ($2::uuid is null or u.workspace_id = $2)
  order by u.id desc
  limit 1`;

const START = `
  insert into session (id, user_id, token_hash, created_at, last_used_at) values ($1, $2, $3, $4, $4)`;

const FIND = `
  select ${PERSON}
  from session s
  join app_user u on u.id = s.user_id
  join workspace w on w.id = u.workspace_id
  where s.id = $1 and s.revoked_at is null`;

const ROTATE = `
  with rotated as (
    update session set token_hash = $3, last_used_at = $4
    where id = $1 and token_hash = $2 and revoked_at is null and last_used_at > $5
    returning user_id
  )
  select ${PERSON}
  from rotated
  join app_user u on u.id = rotated.user_id
  join workspace w on w.id = u.workspace_id`;

const REVOKE = 'update session set revoked_at = $2 where id = $1 and revoked_at is null';

const DELETE_EXPIRED = `
  with old as (
    select id from session where last_used_at <= $1 limit ${BATCH_SIZE} for update skip locked
  ), deleted as (
    delete from session using old where session.id = old.id returning 1
  )
  select count(*)::int as rows from deleted`;

interface Row {
  readonly id: string;
  readonly workspace_id: string;
  readonly email: string;
  readonly role: Role;
  readonly time_zone: string;
}

/** Who is logged in. Ids of sessions are uuids, and hashes those of their refresh tokens. */
@Injectable()
export class Sessions {
  constructor(private readonly database: Database) {}

  async findPerson(
    email: string,
    workspaceId: WorkspaceId | undefined,
  ): Promise<{ person: Person; passwordHash: string } | undefined> {
    const params = [email, workspaceId === undefined ? null : uuidOf(workspaceId)];
    const [row] = await this.database.query<Row & { password_hash: string }>(FIND_PERSON, params);
    return row && { person: personOf(row), passwordHash: row.password_hash };
  }

  async start(id: string, person: Person, hash: Buffer, now: Date): Promise<void> {
    await this.database.query(START, [id, uuidOf(person.id), hash, now]);
  }

  /** Whose session it is, unless it was revoked. */
  async find(id: string): Promise<Person | undefined> {
    const [row] = await this.database.query<Row>(FIND, [id]);
    return row && personOf(row);
  }

  /**
   * Puts the token `next` in the place of `current`. When that is not the current one, it was used before, and either
   * its owner or a thief holds the newer one: nobody can tell who, so the session ends, and nothing is returned.
   */
  async rotate(id: string, current: Buffer, next: Buffer, now: Date): Promise<Person | undefined> {
    const idleSince = new Date(now.getTime() - IDLE_MS);
    const [row] = await this.database.query<Row>(ROTATE, [id, current, next, now, idleSince]);
    if (row !== undefined) return personOf(row);

    await this.revoke(id, now);
    return undefined;
  }

  async revoke(id: string, now: Date): Promise<void> {
    await this.database.query(REVOKE, [id, now]);
  }

  /** Removes one batch of those that nobody can refresh any more. */
  async deleteExpired(now: Date): Promise<'more' | 'done'> {
    const idleSince = new Date(now.getTime() - IDLE_MS);
    const [removed] = await this.database.query<{ rows: number }>(DELETE_EXPIRED, [idleSince]);
    return removed?.rows === BATCH_SIZE ? 'more' : 'done';
  }
}

const personOf = ({ id, workspace_id, email, role, time_zone }: Row): Person => ({
  id: idOf('user', id),
  workspaceId: idOf('ws', workspace_id),
  timeZone: time_zone,
  email,
  role,
});
