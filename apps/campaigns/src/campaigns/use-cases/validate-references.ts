import { Injectable } from '@nestjs/common';
import {
  MailProvider,
  ResolveFilter,
  type CampaignChanges,
  type CampaignInput,
  type CampaignType,
  type SendingAccountView,
} from '#contracts';
import type { FieldError, Id } from '#kernel';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { Sequences } from '../../sequences/index.js';
import { referenceErrors } from '../domain/reference-validation.js';
import { isWarmup } from '../domain/warmup.js';

type References = Pick<
  CampaignChanges,
  'sequence_id' | 'sending_account_ids' | 'contact_filter' | 'client_id'
>;

/** The filter of a warmup matches whom it may: nobody of it is written to. */
export const referencesOf = (campaign: References & { readonly campaign_type: CampaignType }): References =>
  isWarmup(campaign) ? { ...campaign, contact_filter: undefined } : campaign;

interface Circumstances {
  /** The platform of the campaign. */
  readonly platform: CampaignInput['platform'];
  readonly clientExists: boolean;
}

const ANY_FILTER = { has_eligible: true, unknown_segment_ids: [] };

@Injectable()
export class ValidateReferences {
  constructor(
    private readonly sequences: Sequences,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
  ) {}

  /** Only the given references: an account that was paused since does not stand in the way of another limit. */
  async execute(
    workspaceId: Id<'ws'>,
    references: References,
    { platform, clientExists }: Circumstances,
  ): Promise<FieldError[]> {
    const { sequence_id, sending_account_ids, contact_filter } = references;
    const [sequenceExists, accounts, filter] = await Promise.all([
      sequence_id === undefined || this.sequences.exists(workspaceId, sequence_id),
      this.deliverability.accountsOf(workspaceId, sending_account_ids ?? []),
      contact_filter === undefined
        ? ANY_FILTER
        : this.rpc.request(ResolveFilter, { workspace_id: workspaceId, filter: contact_filter }),
    ]);
    return referenceErrors(references, {
      sequenceExists,
      accountStatus: new Map([...accounts].map(([id, { status }]) => [id, status])),
      accountPlatform: new Map(platform === 'native' ? elsewhere([...accounts.values()]) : []),
      hasEligibleContact: filter.has_eligible,
      unknownSegmentIds: filter.unknown_segment_ids,
      clientExists,
    });
  }
}

/** Accounts that an outside platform sends from, with its name. */
const elsewhere = (accounts: readonly SendingAccountView[]): [string, string][] =>
  accounts
    .filter(({ provider }) => !MailProvider.safeParse(provider).success)
    .map(({ id, provider }) => [id, provider]);
