import { Injectable } from '@nestjs/common';
import { Outbox, type Transaction } from '#database';
import { idOf, OUTSIDE_PLATFORMS } from '#kernel';
import { SecretBox } from '#secrets';
import { Metrics } from '#telemetry';
import { MESSAGE_SIGNALS, type MessageSignal } from '../../clients/domain/signal.js';
import { applySignals, type KeyedSignal } from '../domain/apply-signals.js';
import { mayWait, type SignalResult } from '../domain/hook-fate.js';
import type { ToldSignal } from '../domain/told-signal.js';
import { factEvents } from '../events/fact-events.js';
import { FIND, LOCK_MESSAGES, OBSERVE_SOON, SAVE, SYNC_SOON } from './signals.sql.js';
import { leadsOf, rowOf, type ToldMessageRow } from './told-message.row.js';

interface Found {
  readonly n: number;
  readonly campaign_id: string | null;
  readonly enrollment_id: string | null;
  readonly sending_account_id: string | null;
  readonly accounts_synced_at: Date | null;
}

/** A signal whose lead is known. */
interface LeadToldSignal extends ToldSignal<MessageSignal>, KeyedSignal {
  readonly place: number;
}

/** Writes signals into the messages of leads, and publishes what is new: all of it in the transaction of its caller. */
@Injectable()
export class ApplyToldSignals {
  private readonly total;

  constructor(
    private readonly outbox: Outbox,
    private readonly box: SecretBox,
    metrics: Metrics,
  ) {
    this.total = metrics.counter(
      {
        name: 'nimbus_platform_facts_total',
        help: 'Facts about messages that platforms have told for the first time',
        labels: ['platform', 'kind'],
      },
      OUTSIDE_PLATFORMS.flatMap((platform) => MESSAGE_SIGNALS.map((kind) => ({ platform, kind }))),
    );
  }

  /** The result of each signal, in their order. Signals of one lead are applied in this order. */
  async apply(tx: Transaction, told: readonly ToldSignal[], now: Date): Promise<SignalResult[]> {
    const results: SignalResult[] = told.map(() => 'applied');
    await this.askAgain(tx, told, now);

    const found = await find(tx, told);
    const known = told.flatMap((each, place): LeadToldSignal[] => {
      const row = found.get(place);
      if (row === undefined || !isAboutMessage(each)) return [];
      const result = resultOf(each, row, now);
      if (result !== 'applied') results[place] = result;
      return result === 'applied' && row.enrollment_id !== null
        ? [{ ...each, place, lead: row.enrollment_id, accountId: accountOf(row) }]
        : [];
    });
    const waiting = told.filter((_, place) => results[place] === 'unknown_account');
    if (waiting.length > 0) await tx.query(SYNC_SOON, [connectionsOf(waiting), now]);
    for (const [place, result] of await this.applyKnown(tx, known)) results[place] = result;
    return results;
  }

  /** A platform says that something changed there: the present state is what it answers when it is asked. */
  private async askAgain(tx: Transaction, told: readonly ToldSignal[], now: Date): Promise<void> {
    const ofAccounts = told.filter(({ signal }) => signal.kind === 'account_error');
    if (ofAccounts.length > 0) await tx.query(SYNC_SOON, [connectionsOf(ofAccounts), now]);
    const ofCampaigns = told.flatMap(({ connectionId, signal }) =>
      signal.kind === 'campaign_state'
        ? [{ connection_id: connectionId, campaign: signal.platformCampaignId }]
        : [],
    );
    if (ofCampaigns.length > 0) await tx.query(OBSERVE_SOON, [JSON.stringify(ofCampaigns), now]);
  }

  /** The results that differ from `applied`, by their place. */
  private async applyKnown(
    tx: Transaction,
    known: readonly LeadToldSignal[],
  ): Promise<Map<number, SignalResult>> {
    const enrollments = [...new Set(known.map(({ lead }) => lead))];
    if (enrollments.length === 0) return new Map();
    const leads = leadsOf(await tx.query<ToldMessageRow>(LOCK_MESSAGES, [enrollments]));
    const planned = known.filter(({ lead }) => leads.has(lead));
    const { facts, changed, unknownSteps } = applySignals(leads, planned);
    if (changed.length > 0) await tx.query(SAVE, [JSON.stringify(changed.map(rowOf))]);
    const told = facts.map(({ by, ...fact }) => ({
      ...fact,
      platform: by.platform,
      connectionId: by.connectionId,
    }));
    await this.outbox.add(
      tx,
      factEvents(told, (text, owner) => this.box.encrypt(text, owner)),
    );
    tx.afterCommit(() => {
      for (const { platform, kind } of told) this.total.inc({ platform, kind });
    });
    return new Map(
      known.flatMap((each): [number, SignalResult][] => {
        if (!leads.has(each.lead)) return [[each.place, 'unknown_lead']];
        return unknownSteps.has(each) ? [[each.place, 'unknown_step']] : [];
      }),
    );
  }
}

async function find(tx: Transaction, told: readonly ToldSignal[]): Promise<Map<number, Found>> {
  const asked = told.flatMap((each, n) =>
    isAboutMessage(each)
      ? [
          {
            n,
            connection_id: each.connectionId,
            campaign: each.signal.platformCampaignId,
            email: each.signal.email,
            lead: each.signal.leadId,
            account: each.signal.accountEmail,
          },
        ]
      : [],
  );
  if (asked.length === 0) return new Map();
  const rows = await tx.query<Found>(FIND, [JSON.stringify(asked)]);
  return new Map(rows.map((row) => [row.n, row]));
}

const isAboutMessage = (told: ToldSignal): told is ToldSignal<MessageSignal> =>
  told.signal.kind !== 'campaign_state' && told.signal.kind !== 'account_error';

const accountOf = ({ sending_account_id: id }: Found) => (id === null ? null : idOf('ea', id));

function resultOf(told: ToldSignal<MessageSignal>, found: Found, now: Date): SignalResult {
  if (found.campaign_id === null) return 'not_ours';
  if (found.enrollment_id === null) return 'unknown_lead';
  return awaitsAccount(told, found, now) ? 'unknown_account' : 'applied';
}

/** An account of which nobody knows after a sync is none of ours: the fallback of the lead stands in for it. */
const awaitsAccount = (
  { signal, receivedAt }: ToldSignal<MessageSignal>,
  { sending_account_id, accounts_synced_at }: Found,
  now: Date,
): boolean =>
  signal.accountEmail !== null &&
  sending_account_id === null &&
  (accounts_synced_at === null || accounts_synced_at < receivedAt) &&
  mayWait(receivedAt, now);

const connectionsOf = (told: readonly ToldSignal[]): string[] => [
  ...new Set(told.map(({ connectionId }) => connectionId)),
];
