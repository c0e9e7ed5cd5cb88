import type { PublicEvent, PublicEventType } from '#contracts';
import { campaignOf, linkTo, type Subject } from './slack-subjects.js';

/** How many events of each type a campaign had. */
interface CampaignCounts {
  readonly campaign: Subject | null;
  readonly counts: Map<PublicEventType, number>;
}

/** Campaigns, and types of one campaign, that are named; the events of further ones are one figure. */
const MAX_CAMPAIGNS = 5;
const MAX_TYPES = 6;

/** Events in figures, a line for each campaign: `12 messages sent, 3 replies in Spring outreach`. */
export function countEvents(events: readonly PublicEvent[], publicUrl: string): string[] {
  const all = [...byCampaign(events).values()].toSorted((a, b) => totalOf(b.counts) - totalOf(a.counts));
  const unnamed = all.slice(MAX_CAMPAIGNS).flatMap(({ counts }) => [...counts]);

  return [
    ...all.slice(0, MAX_CAMPAIGNS).map((counts) => `• ${lineOf(counts, publicUrl)}`),
    ...others(unnamed).map((figure) => `• ${figure}`),
  ];
}

function byCampaign(events: readonly PublicEvent[]): Map<string | null, CampaignCounts> {
  const groups = new Map<string | null, CampaignCounts>();
  for (const event of events) {
    const campaign = campaignOf(event);
    const key = campaign?.id ?? null;
    // The name of the latest event: a campaign may have been renamed meanwhile.
    const counts = groups.get(key)?.counts ?? new Map<PublicEventType, number>();
    groups.set(key, { campaign, counts: counts.set(event.type, (counts.get(event.type) ?? 0) + 1) });
  }

  return groups;
}

type Count = readonly [PublicEventType, number];

const totalOf = (counts: Iterable<Count>): number => [...counts].reduce((sum, [, count]) => sum + count, 0);

function lineOf({ campaign, counts }: CampaignCounts, publicUrl: string): string {
  const largest = [...counts].toSorted(([, a], [, b]) => b - a);
  const figures = [
    ...largest.slice(0, MAX_TYPES).map(([type, count]) => counted(count, NOUNS[type])),
    ...others(largest.slice(MAX_TYPES)),
  ].join(', ');

  return campaign === null ? figures : `${figures} in ${linkTo(publicUrl, campaign)}`;
}

/** One figure for counts that are not named, or none. */
const others = (counts: readonly Count[]): string[] =>
  counts.length === 0 ? [] : [counted(totalOf(counts), ['other event', 'other events'])];

/** One, and many of a thing. */
type Noun = readonly [string, string];

const counted = (count: number, [one, many]: Noun): string => `${count} ${count === 1 ? one : many}`;

const NOUNS: Readonly<Record<PublicEventType, Noun>> = {
  'campaign.created': ['creation', 'creations'],
  'campaign.launched': ['launch', 'launches'],
  'campaign.paused': ['pause', 'pauses'],
  'campaign.resumed': ['resume', 'resumes'],
  'campaign.auto_paused': ['pause by figures', 'pauses by figures'],
  'campaign.completed': ['completion', 'completions'],
  'campaign.archived': ['archiving', 'archivings'],
  'email.sent': ['message sent', 'messages sent'],
  'email.delivered': ['delivery', 'deliveries'],
  'email.opened': ['open', 'opens'],
  'email.clicked': ['click', 'clicks'],
  'email.replied': ['reply', 'replies'],
  'email.bounced': ['bounce', 'bounces'],
  'email.unsubscribed': ['unsubscribe', 'unsubscribes'],
  'email.spam_complaint': ['spam complaint', 'spam complaints'],
  'contact.created': ['contact created', 'contacts created'],
  'contact.updated': ['contact updated', 'contacts updated'],
  'contact.deleted': ['contact deleted', 'contacts deleted'],
  'contact.suppressed': ['suppression', 'suppressions'],
  'enrollment.started': ['enrollment', 'enrollments'],
  'enrollment.finished': ['finished enrollment', 'finished enrollments'],
  'export.completed': ['export', 'exports'],
  'deliverability.alert': ['alert', 'alerts'],
  'webhook.test': ['test of a webhook', 'tests of a webhook'],
  'webhook.disabled': ['webhook switched off', 'webhooks switched off'],
};
