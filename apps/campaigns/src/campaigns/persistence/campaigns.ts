import { Injectable } from '@nestjs/common';
import type { CampaignEventData, CampaignRef, StepView } from '#contracts';
import { Database, named, Outbox, violatedConstraint, type Transaction } from '#database';
import { DomainError, idOf, notFound, uuidOf, validationError, type FieldError, type Id } from '#kernel';
import {
  stepOf,
  StepSchedules,
  type SequenceUse,
  type SequenceUsers,
  type StepRow,
} from '../../sequences/index.js';
import type { Transition } from '../domain/campaign.js';
import { campaignEventData, campaignEvents } from '../events/campaign-events.js';
import { campaignOf, rowOf, type CampaignRow } from './campaign.row.js';
import { ADD, IS_USED, SAVE, STEPS_OF_CAMPAIGNS, TOUCH_RUNNING } from './campaigns.sql.js';
import type { CampaignSettings, StoredCampaign } from './stored-campaign.js';

/** To lose a race this often takes as many winners in a row. */
const MAX_ATTEMPTS = 5;

const BY_ID = named('select * from campaign where workspace_id = $1 and id = $2');

const NO_SEQUENCE: FieldError = {
  field: 'sequence_id',
  code: 'not_found',
  message: 'there is no such sequence',
};

/** A transition, with the new settings where they change. */
type Change = Transition & { readonly settings?: CampaignSettings };

/** The texts of a campaign, as of a version of it. */
interface CampaignContent {
  readonly campaign_id: Id<'camp'>;
  readonly version: number;
  readonly steps: StepView[];
}

@Injectable()
export class Campaigns implements SequenceUsers {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly schedules: StepSchedules,
  ) {}

  async get(ref: CampaignRef): Promise<StoredCampaign> {
    return onlyOne(await this.database.query<CampaignRow>(BY_ID, uuidsOf(ref)), ref);
  }

  /** The campaign as its next event would carry it. */
  async eventData(campaign: StoredCampaign): Promise<CampaignEventData> {
    const steps = await this.schedules.of(this.database, campaign.settings.sequence_id);
    return campaignEventData(campaign, steps);
  }

  /** The steps of the campaigns that exist; an unknown campaign is absent. */
  async contentOf(campaignIds: readonly Id<'camp'>[]): Promise<CampaignContent[]> {
    const rows = await this.database.query<{ id: string; version: number; steps: StepRow[] }>(
      STEPS_OF_CAMPAIGNS,
      [campaignIds.map(uuidOf)],
    );
    return rows.map(({ id, version, steps }) => ({
      campaign_id: idOf('camp', id),
      version,
      steps: steps.map(stepOf),
    }));
  }

  /** @throws DomainError `validation_error` when its sequence was deleted a moment ago. */
  async add(campaign: StoredCampaign): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        await tx.query(ADD, [JSON.stringify(rowOf(campaign))]);
        const steps = await this.schedules.of(tx, campaign.settings.sequence_id);
        await this.outbox.add(tx, campaignEvents('create', [campaign], steps));
      });
    } catch (error) {
      throw violatedConstraint(error) === 'campaign_sequence_id_fkey'
        ? validationError([NO_SEQUENCE])
        : error;
    }
  }

  /**
   * Loads the campaign, decides, and stores the new state together with its event. The loser of a race decides again on
   * the winner's state; `undefined` leaves the campaign as it is.
   */
  change(
    ref: CampaignRef,
    decide: (campaign: StoredCampaign) => Change | undefined,
  ): Promise<StoredCampaign> {
    return this.database.transaction(async (tx) => {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const current = onlyOne(await tx.query<CampaignRow>(BY_ID, uuidsOf(ref)), ref);
        const transition = decide(current);
        if (transition === undefined) return current;

        const next = after(current, transition);
        // The sequence is locked before the campaign's row, as a change of the sequence does: else the two would deadlock.
        const steps = await this.schedules.of(tx, next.settings.sequence_id);
        const saved = await tx.query(SAVE, [JSON.stringify(rowOf(next)), current.version]);
        if (saved.length === 0) continue;

        await this.outbox.add(tx, campaignEvents(transition.action, [next], steps));
        return next;
      }
      throw new DomainError(
        'conflict',
        'invalid_transition',
        `campaign ${ref.campaign_id} is being changed by others`,
      );
    });
  }

  async isUsed(tx: Transaction, sequenceId: Id<'seq'>): Promise<boolean> {
    return (await tx.query(IS_USED, [uuidOf(sequenceId)])).length > 0;
  }

  async republish(tx: Transaction, sequenceId: Id<'seq'>, now: Date): Promise<SequenceUse> {
    const rows = await tx.query<CampaignRow>(TOUCH_RUNNING, [uuidOf(sequenceId), now]);
    if (rows.length === 0) return { running: false, delegated: false };
    const steps = await this.schedules.of(tx, sequenceId);
    await this.outbox.add(tx, campaignEvents('update', rows.map(campaignOf), steps));

    return { running: true, delegated: rows.some(({ platform }) => platform !== 'native') };
  }
}

const uuidsOf = ({ workspace_id, campaign_id }: CampaignRef) => [uuidOf(workspace_id), uuidOf(campaign_id)];

function onlyOne([row]: readonly CampaignRow[], { campaign_id }: CampaignRef): StoredCampaign {
  if (row === undefined) throw notFound('campaign', campaign_id);
  return campaignOf(row);
}

const after = (campaign: StoredCampaign, { to, at, settings }: Change): StoredCampaign => ({
  ...campaign,
  state: to,
  settings: settings ?? campaign.settings,
  version: campaign.version + 1,
  updatedAt: at,
});
