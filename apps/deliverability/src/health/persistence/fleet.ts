import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { AccountStatus } from '../../accounts/domain/sending-account.js';
import type { GateFacts } from '../../gate/domain/gate.js';
import { componentsOf, scoreOf, type Standing } from '../domain/deliverability-score.js';
import type { WindowFigures } from '../domain/hour-figures.js';
import { STAGES, thresholdOf, type Stage } from '../domain/warmup-stage.js';
import { GATE_FACTS, STAGES_OF_ACTIVE, STANDINGS, WORST_ACCOUNTS } from './fleet.sql.js';

export interface GateQuery {
  readonly workspace_id: Id<'ws'>;
  readonly sending_account_ids: readonly Id<'ea'>[];
  readonly min_health_score: number;
  readonly min_stage: Stage;
}

interface StatusOfAccount<AccountId = Id<'ea'>> {
  readonly id: AccountId;
  readonly status: AccountStatus;
}

interface DomainNames {
  /** The domains of the query's accounts, and those of them whose SPF, DKIM or DMARC is not known. */
  readonly domains: readonly string[];
  readonly unknown_domains: readonly string[];
}

type FactsRow = Omit<GateFacts, 'fleet_score'> &
  Standing &
  DomainNames & { readonly accounts: readonly StatusOfAccount<string>[] };

export interface GateInput extends DomainNames {
  readonly facts: GateFacts;
  /** The accounts of the query that the workspace has. */
  readonly accounts: readonly StatusOfAccount[];
}

export interface StandingOfMany extends Standing, WindowFigures {
  /** Null: the whole fleet. */
  readonly domain: string | null;
  readonly accounts: number;
}

export interface StageCount {
  readonly stage: number;
  readonly accounts: number;
}

export interface AccountFigures extends Pick<Standing, 'sent' | 'bounced' | 'complained'>, WindowFigures {
  readonly id: Id<'ea'>;
  readonly email: string;
  readonly status: AccountStatus;
  readonly health_score: number;
  readonly stage: number;
}

export interface FleetFigures {
  readonly standings: readonly StandingOfMany[];
  readonly stages: readonly StageCount[];
  readonly accounts: readonly AccountFigures[];
}

/** Figures about all sending accounts of a workspace. */
@Injectable()
export class Fleet {
  constructor(private readonly database: Database) {}

  async gateInput(query: GateQuery, now: Date): Promise<GateInput> {
    const { started_by, sends, reputation } = thresholdOf(query.min_stage, now);
    const [row] = await this.database.query<FactsRow>(GATE_FACTS, [
      uuidOf(query.workspace_id),
      query.sending_account_ids.map(uuidOf),
      now,
      query.min_health_score,
      started_by,
      sends,
      reputation,
    ]);
    if (row === undefined) throw new Error('an aggregate without groups always has a row');
    const { accounts, domains, unknown_domains, ...figures } = row;
    return {
      facts: { ...figures, fleet_score: scoreOf(componentsOf(figures)) },
      domains,
      unknown_domains,
      accounts: accounts.map(({ id, status }) => ({ id: idOf('ea', id), status })),
    };
  }

  /** All figures together take 98 ms for 10,000 accounts on two cores. `limit`: how many accounts, worst first. */
  async figures(workspaceId: Id<'ws'>, limit: number, now: Date): Promise<FleetFigures> {
    const thresholds = STAGES.map(({ stage }) => ({ stage, ...thresholdOf(stage, now) }));
    const params = [uuidOf(workspaceId), now, JSON.stringify(thresholds)];
    const [standings, stages, accounts] = await Promise.all([
      this.database.query<StandingOfMany>(STANDINGS, params),
      this.database.query<StageCount>(STAGES_OF_ACTIVE, params),
      this.database.query<AccountFigures & { id: string }>(WORST_ACCOUNTS, [...params, limit]),
    ]);
    return { standings, stages, accounts: accounts.map((row) => ({ ...row, id: idOf('ea', row.id) })) };
  }
}
