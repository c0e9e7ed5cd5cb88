import { Injectable } from '@nestjs/common';
import type { CampaignEventData } from '#contracts';
import { Database, Outbox, named, violatedConstraint, type Transaction } from '#database';
import { DomainError, notFound, uuidOf, validationError, type Id } from '#kernel';
import type { Transition } from '../domain/campaign.js';
import { campaignMessages, eventDataOf } from '../events/campaign-events.js';
import { campaignOf, rowOf } from './campaign-mapping.js';
import { CampaignRow } from './campaign.row.js';
import { Sequences } from '../../sequences/persistence/sequences.js';
import type { CampaignSettings, StoredCampaign } from './stored-campaign.js';

/** Each lost race means that somebody else got through: to lose this often takes as many winners in a row. */
const MAX_ATTEMPTS = 5;

/** Launched and not over. */
const TOUCH_RUNNING = `
  update campaign set version = version + 1, updated_at = $2
  where sequence_id = $1 and status in ('active', 'paused')
  returning *`;

const BY_ID = named('select * from campaign where workspace_id = $1 and id = $2');

const NO_SEQUENCE = { field: 'sequence_id', code: 'not_found', message: 'there is no such sequence' };

/** What is done to a campaign, with its new settings where they change. */
type Change = Transition & { readonly settings?: CampaignSettings };

@Injectable()
export class Campaigns {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly sequences: Sequences,
  ) {}

  async get(workspaceId: Id<'ws'>, id: Id<'camp'>): Promise<StoredCampaign> {
    const rows = await this.database.query<CampaignRow>(BY_ID, [uuidOf(workspaceId), uuidOf(id)]);
    return onlyOne(rows, id);
  }

  /** The campaign as its next event would tell it. */
  async factsOf(campaign: StoredCampaign): Promise<CampaignEventData> {
    return eventDataOf(campaign, await this.sequences.schedule(this.database, campaign.settings.sequence_id));
  }

  /** @throws DomainError `validation_error` when its sequence was deleted a moment ago. */
  async add(campaign: StoredCampaign): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        await tx.manager.insert(CampaignRow, rowOf(campaign));
        const steps = await this.sequences.schedule(tx, campaign.settings.sequence_id);
        await this.outbox.add(tx, campaignMessages('create', [campaign], steps));
      });
    } catch (error) {
      throw violatedConstraint(error) === 'campaign_sequence_id_fkey'
        ? validationError([NO_SEQUENCE])
        : error;
    }
  }

  /**
   * Loads the campaign, decides, and stores the new state together with its event. Who loses a race decides again on
   * what the winner left; `undefined` leaves the campaign as it is.
   */
  change(
    workspaceId: Id<'ws'>,
    id: Id<'camp'>,
    decide: (campaign: StoredCampaign) => Change | undefined,
  ): Promise<StoredCampaign> {
    return this.database.transaction(async (tx) => {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const current = await load(tx, workspaceId, id);
        const transition = decide(current);
        if (transition === undefined) return current;

        const next = after(current, transition);
        // Before its own row, as whoever changes the sequence does: the other way round the two would deadlock.
        const steps = await this.sequences.schedule(tx, next.settings.sequence_id);
        if (await save(tx, next, { expecting: current.version })) {
          await this.outbox.add(tx, campaignMessages(transition.action, [next], steps));
          return next;
        }
      }
      throw new DomainError('conflict', 'invalid_transition', `campaign ${id} is being changed by others`);
    });
  }

  /** Tells the running campaigns of a sequence anew, because it was changed in this transaction; answers how many. */
  async retell(tx: Transaction, sequenceId: Id<'seq'>, now: Date): Promise<number> {
    const rows = await tx.query<CampaignRow>(TOUCH_RUNNING, [uuidOf(sequenceId), now]);
    if (rows.length === 0) return 0;
    const steps = await this.sequences.schedule(tx, sequenceId);
    await this.outbox.add(tx, campaignMessages('update', rows.map(campaignOf), steps));

    return rows.length;
  }
}

async function load(tx: Transaction, workspaceId: Id<'ws'>, id: Id<'camp'>): Promise<StoredCampaign> {
  return onlyOne(await tx.query<CampaignRow>(BY_ID, [uuidOf(workspaceId), uuidOf(id)]), id);
}

function onlyOne([row]: readonly CampaignRow[], id: Id<'camp'>): StoredCampaign {
  if (row === undefined) throw notFound('campaign', id);
  return campaignOf(row);
}

const after = (campaign: StoredCampaign, { to, at, settings }: Change): StoredCampaign => ({
  ...campaign,
  state: to,
  settings: settings ?? campaign.settings,
  version: campaign.version + 1,
  updatedAt: at,
});

/** False when somebody else has changed it since it was read. */
async function save(
  { manager }: Transaction,
  campaign: StoredCampaign,
  { expecting }: { expecting: number },
): Promise<boolean> {
  const { id, ...columns } = rowOf(campaign);
  const { affected } = await manager.update(CampaignRow, { id, version: expecting }, columns);
  return affected === 1;
}
