import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database, deleteOlder } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { Role } from './roles.js';

/** A user of one workspace. */
export interface Person {
  readonly id: Id<'user'>;
  readonly workspaceId: WorkspaceId;
  readonly timeZone: string;
  readonly email: string;
  readonly role: Role;
}

/** A session ends when it was not refreshed for this time. */
const IDLE_MS = 30 * 24 * 3_600_000;

const PERSON = 'u.id, u.workspace_id, u.email, u.role, w.time_zone';

/** The newest user, when several workspaces have the address and the login names none. */
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
    returning id, user_id
  ), used as (
    insert into used_refresh_token (hash, session_id, used_at) select $2, id, $4 from rotated
  )
  select ${PERSON}
  from rotated
  join app_user u on u.id = rotated.user_id
  join workspace w on w.id = u.workspace_id`;

const WAS_USED = 'select from used_refresh_token where hash = $1 and session_id = $2';

const REVOKE = 'update session set revoked_at = $2 where id = $1 and revoked_at is null';

interface Row {
  readonly id: string;
  readonly workspace_id: string;
  readonly email: string;
  readonly role: Role;
  readonly time_zone: string;
}

/** The sessions of users. A session id is a uuid; a hash is the one of a refresh token. */
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

  /** The user of a session, unless the session was revoked. */
  async find(id: string): Promise<Person | undefined> {
    const [row] = await this.database.query<Row>(FIND, [id]);
    return row && personOf(row);
  }

  /**
   * Replaces the token `current` by `next`; undefined for another token. One that was used before ends the session: its
   * owner or a thief holds the newer one, and the two cannot be told apart. One that was never issued ends nothing:
   * session ids are in access tokens, so that anybody who has read a log could end sessions.
   */
  async rotate(id: string, current: Buffer, next: Buffer, now: Date): Promise<Person | undefined> {
    const idleSince = new Date(now.getTime() - IDLE_MS);
    const [row] = await this.database.query<Row>(ROTATE, [id, current, next, now, idleSince]);
    if (row !== undefined) return personOf(row);

    const used = await this.database.query(WAS_USED, [current, id]);
    if (used.length > 0) await this.revoke(id, now);
    return undefined;
  }

  async revoke(id: string, now: Date): Promise<void> {
    await this.database.query(REVOKE, [id, now]);
  }

  /** Deletes one batch of tokens that were used long ago. They are refused as before, and end no session any more. */
  deleteUsedTokens(now: Date): Promise<'more' | 'done'> {
    const tokens = { table: 'used_refresh_token', key: ['hash'], age: 'used_at' };
    return deleteOlder(this.database, tokens, new Date(now.getTime() - IDLE_MS));
  }

  /** Deletes one batch of sessions that cannot be refreshed any more. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    const idleSince = new Date(now.getTime() - IDLE_MS);
    return deleteOlder(this.database, { table: 'session', key: ['id'], age: 'last_used_at' }, idleSince);
  }
}

const personOf = ({ id, workspace_id, email, role, time_zone }: Row): Person => ({
  id: idOf('user', id),
  workspaceId: idOf('ws', workspace_id),
  timeZone: time_zone,
  email,
  role,
});
