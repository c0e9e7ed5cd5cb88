import { hourOf } from '../../health/domain/hour-figures.js';
import { countedAt, type FactChange, type MessageFact } from '../../health/domain/message-fact.js';
import type { CampaignFigures } from './auto-pause.js';

/** A campaign that is watched: its messages count from `since` on. */
export interface Watch {
  readonly workspace_id: string;
  /** The launch or last resume; null while it sends nothing. */
  readonly since: Date | null;
}

/** By how much the figures of an hour move. */
export interface CampaignHour extends CampaignFigures {
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly hour: Date;
}

/** The difference that changed facts make for watched campaigns, in the order in which rows are locked. */
export function campaignHours(
  changes: readonly FactChange[],
  watches: ReadonlyMap<string, Watch>,
): CampaignHour[] {
  const hours = new Map<string, CampaignHour>();
  const add = (fact: MessageFact | null, sign: 1 | -1): void => {
    for (const { figure, ...at } of fact === null ? [] : countsOf(fact, watches)) {
      const key = `${at.campaign_id} ${at.hour.toISOString()}`;
      const known = hours.get(key) ?? { ...at, sent: 0, bounced: 0, complained: 0 };
      hours.set(key, { ...known, [figure]: known[figure] + sign });
    }
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  return [...hours.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, hour]) => hour)
    .filter(({ sent, bounced, complained }) => sent !== 0 || bounced !== 0 || complained !== 0);
}

/** Each figure counts at its own time, if the message was sent since the campaign is watched. */
function countsOf(fact: MessageFact, watches: ReadonlyMap<string, Watch>) {
  const { campaign_id, workspace_id, warmup, bounced_at, complained_at } = fact;
  const sentAt = countedAt(fact);
  const watch = campaign_id === null ? undefined : watches.get(campaign_id);
  const since = watch?.workspace_id === workspace_id ? watch.since : null;
  if (campaign_id === null || warmup || since == null || sentAt === null || sentAt < since) return [];

  const times = { sent: sentAt, bounced: bounced_at, complained: complained_at };
  return (['sent', 'bounced', 'complained'] as const).flatMap((figure) => {
    const at = times[figure];
    return at === null ? [] : [{ campaign_id, workspace_id, hour: hourOf(at), figure }];
  });
}

/** Campaigns that no event told of, with the time of their first message: they were launched before campaigns were watched. */
export function unknownCampaigns(
  changes: readonly FactChange[],
  watches: ReadonlyMap<string, Watch>,
): { readonly campaign_id: string; readonly workspace_id: string; readonly since: Date }[] {
  const first = new Map<string, { campaign_id: string; workspace_id: string; since: Date }>();
  for (const { after } of changes) {
    const { campaign_id, workspace_id, warmup } = after;
    const sentAt = countedAt(after);
    if (campaign_id === null || warmup || sentAt === null || watches.has(campaign_id)) continue;
    const known = first.get(campaign_id);
    if (known === undefined || sentAt < known.since)
      first.set(campaign_id, { campaign_id, workspace_id, since: sentAt });
  }
  return [...first.values()].toSorted((a, b) => (a.campaign_id < b.campaign_id ? -1 : 1));
}
