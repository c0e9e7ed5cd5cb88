import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import { DEFAULT_POLICY, type GatePolicy, type VersionedPolicy } from '../domain/gate.js';
import { CHANGE, GET } from './gate-policies.sql.js';

type PolicyChanges = { readonly [Field in keyof GatePolicy]?: GatePolicy[Field] | undefined };

/** The gate's policy of each workspace. */
@Injectable()
export class GatePolicies {
  constructor(private readonly database: Database) {}

  async get(workspaceId: Id<'ws'>): Promise<VersionedPolicy> {
    const [policy] = await this.database.query<VersionedPolicy>(GET, [uuidOf(workspaceId)]);
    return policy ?? { ...DEFAULT_POLICY, version: 0, updated_at: null };
  }

  async change(workspaceId: Id<'ws'>, changes: PolicyChanges, now: Date): Promise<VersionedPolicy> {
    const [policy] = await this.database.query<VersionedPolicy>(CHANGE, [
      uuidOf(workspaceId),
      JSON.stringify(DEFAULT_POLICY),
      JSON.stringify(changes),
      now,
    ]);
    if (policy === undefined) throw new Error('an upsert always returns its row');
    return policy;
  }
}
