import type { PublicEvent, PublicEventType } from '#contracts';
import { countEvents } from './slack-counts.js';
import { describeEvent } from './slack-event.js';
import { campaignOf, linkTo, otherSubjectOf } from './slack-subjects.js';
import { localTime } from './slack-text.js';

interface HeaderBlock {
  readonly type: 'header';
  readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
}

interface SectionBlock {
  readonly type: 'section';
  /** `verbatim`: Slack looks for no addresses, channels and people in the text. */
  readonly text: { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };
}

/** The body for an incoming webhook of Slack (Block Kit). */
export interface SlackMessage {
  /** For notifications, and for programs that show no blocks. */
  readonly text: string;
  readonly blocks: readonly (HeaderBlock | SectionBlock)[];
  /** Slack would fetch each link for a preview, and get an error, as it has no key. */
  readonly unfurl_links: false;
}

/**
 * Slack takes 50 blocks, 3,000 characters a section and, as its users found, some 12,000 in all (`msg_blocks_too_long`).
 * Five events in full and the counts of the others stay below 10,000, whatever the texts.
 */
const MAX_IN_FULL = 5;

/** One message about one event or more: the urgent ones first and in full, the rest counted by campaign and type. */
export function slackMessage(
  events: readonly PublicEvent[],
  { publicUrl }: { readonly publicUrl: string },
): SlackMessage {
  const [first, ...others] = events.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (first === undefined) throw new Error('a message needs an event');

  return others.length === 0 ? aboutOne(first, publicUrl) : aboutMany([first, ...others], publicUrl);
}

function aboutOne(event: PublicEvent, publicUrl: string): SlackMessage {
  const { title, details } = describeEvent(event);

  return {
    text: inPlainText(event, Infinity),
    blocks: [header(title), section([whereAndWhen(event, publicUrl), ...details])],
    unfurl_links: false,
  };
}

function aboutMany(ordered: readonly PublicEvent[], publicUrl: string): SlackMessage {
  const title = `${ordered.length} events`;
  const inFull = ordered.slice(0, countInFull(ordered));
  const rest = ordered.slice(inFull.length);
  const more = rest.length === 0 ? [] : [`and ${rest.length} more`];

  return {
    text: [`${title}:`, ...inFull.map((event) => inPlainText(event, 1)), ...more].join('\n'),
    blocks: [
      header(title),
      ...inFull.map((event) => section(inFullText(event, publicUrl))),
      ...more.map((words) => section([`${words}:`, ...countEvents(rest, publicUrl)])),
    ],
    unfurl_links: false,
  };
}

/** Among many events only urgent ones are told in full, or the first one where none is urgent. */
function countInFull(ordered: readonly PublicEvent[]): number {
  if (ordered.length <= MAX_IN_FULL) return ordered.length;
  const urgent = ordered.filter((event) => rankOf(event) < URGENT.length).length;

  return Math.min(Math.max(urgent, 1), MAX_IN_FULL);
}

function inFullText(event: PublicEvent, publicUrl: string): string[] {
  const { title, details } = describeEvent(event);

  return [`*${title}* · ${whereAndWhen(event, publicUrl)}`, ...details];
}

function whereAndWhen(event: PublicEvent, publicUrl: string): string {
  const subjects = [campaignOf(event), otherSubjectOf(event)].filter((subject) => subject !== null);

  return [...subjects.map((subject) => linkTo(publicUrl, subject)), localTime(event.created_at)].join(' · ');
}

/** Slack wants at most 4,000 characters here: among others an event has one line of details. */
function inPlainText(event: PublicEvent, maxDetails: number): string {
  const { title, details } = describeEvent(event);
  const name = campaignOf(event)?.name;

  return [name === undefined ? title : `${title} (${name})`, ...details.slice(0, maxDetails)].join('; ');
}

/** The types on which a team acts, the most urgent first. The others follow in the order in which they came. */
const URGENT: readonly PublicEventType[] = [
  'campaign.auto_paused',
  'deliverability.alert',
  'webhook.disabled',
  'email.spam_complaint',
  'email.replied',
  'campaign.paused',
  'campaign.completed',
  'campaign.launched',
  'campaign.resumed',
  'export.completed',
  'webhook.test',
];

function rankOf({ type, data }: PublicEvent): number {
  const isUrgent = URGENT.includes(type) && (type !== 'email.replied' || data['intent'] === 'interested');

  return isUrgent ? URGENT.indexOf(type) : URGENT.length;
}

const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text, emoji: false },
});

const section = (lines: readonly string[]): SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: lines.join('\n'), verbatim: true },
});
