import { z } from 'zod';
import type { MessageSignal, ParsedHook, Signal, SignalReply } from '../domain/signal.js';
import { HookAddress, HookDate, HookFlag, HookMessageId, HookNumber, HookText } from '../hook-fields.js';

const KINDS: Readonly<Record<string, MessageSignal['kind']>> = {
  emailsSent: 'sent',
  emailsOpened: 'opened',
  emailsClicked: 'clicked',
  emailsReplied: 'replied',
  outOfOffice: 'replied',
  emailsBounced: 'bounced',
  // doubtful: a message that their mailbox could not send; the words of the server say what it means.
  emailsFailed: 'bounced',
  emailsSendFailed: 'bounced', // the name before 2024
  emailsUnsubscribed: 'unsubscribed',
};

/** The events that our hooks are registered for. */
export const LEMLIST_EVENTS = [
  'emailsSent',
  'emailsOpened',
  'emailsClicked',
  'emailsReplied',
  'emailsBounced',
  'emailsFailed',
  'emailsUnsubscribed',
  'campaignComplete',
  'connectionIssue',
] as const;

/** Their other activities: groups of the same facts, labels of people, other channels, tasks. */
const UNUSED =
  /^(?:contacted|hooked|attracted|warmed|interested|notInterested|emails(?:Interested|NotInterested|External\w+|Done|Ignored)|(?:linkedin|whatsapp|sms|aircall|api|manual|enrichment|aiVariable|conditional|call)\w+|paused|resumed|stopped|skipped|snoozed|annotated|scheduleCancelled|meetingBooked|conditionChosen|sendToAnotherCampaign|sendLimitReached|customDomainErrors|lemwarmPaused|inboxLabelUpdated|signalRegistered|deliverabilityAlertTriggered|opportunitiesDone|mailinblackDetected|(?:entity|variable)(?:Uns|S)ubscribed)$/;

const Activity = z.object({
  _id: HookText,
  type: z.string().min(1),
  createdAt: HookDate,
  campaignId: HookText,
  leadId: HookText,
  leadEmail: HookAddress,
  email: HookAddress,
  to: z
    .array(z.object({ address: HookAddress }))
    .nullish()
    .catch(null),
  sequenceStep: HookNumber,
  sendUserEmail: HookAddress,
  messageId: HookMessageId,
  bot: HookFlag,
  subject: HookText,
  text: HookText,
  messagePreview: HookText,
  message: HookText,
  errorMessage: HookText,
  url: HookText,
  link: HookText,
});

type ActivityThere = z.output<typeof Activity>;

/** The facts of a hook of lemlist: an activity, as `GET /activities` lists it. */
export function parseLemlistHook(body: unknown): ParsedHook {
  const parsed = Activity.safeParse(body);
  if (!parsed.success) return { unknown: 'a body without a type' };
  const { type, createdAt: at, _id: id } = parsed.data;
  if (UNUSED.test(type)) return [];
  if (at === null || id === null) return { unknown: `${type.slice(0, 60)} without an id or a moment` };
  if (type === 'campaignComplete') return completed(parsed.data, id, at);
  if (type === 'connectionIssue') return connectionIssue(parsed.data, id, at);

  const kind = KINDS[type];
  if (kind === undefined)
    return { unknown: `an activity ${type.slice(0, 60)} that lemlist does not document` };
  return message(kind, parsed.data, id, at);
}

function message(kind: MessageSignal['kind'], activity: ActivityThere, id: string, at: Date): ParsedHook {
  const { campaignId, leadId, sendUserEmail, messageId, bot } = activity;
  const email = emailOf(activity);
  if (campaignId === null || email === null) {
    return { unknown: `${activity.type} without a campaign or a lead` };
  }
  const signal: Signal = {
    kind,
    at,
    key: id,
    platformCampaignId: campaignId,
    email,
    leadId,
    stepNumber: stepOf(activity),
    accountEmail: sendUserEmail,
    messageId,
    machine: bot,
    ...detailsOf(kind, activity),
  };
  return [signal];
}

/** Version 1 has other names. */
function emailOf({ leadEmail, email, to }: ActivityThere): string | null {
  return leadEmail ?? email ?? to?.[0]?.address ?? null;
}

function detailsOf(kind: MessageSignal['kind'], activity: ActivityThere): Partial<MessageSignal> {
  const url = activity.url ?? activity.link;
  const { errorMessage: words, subject } = activity;
  if (kind === 'replied') return { reply: replyOf(activity) };
  if (kind === 'clicked' && url !== null) return { url };
  if (kind === 'bounced' && words !== null) return { bounce: { words } };
  return kind === 'sent' && subject !== null ? { subject } : {};
}

/** doubtful: their reference says that `sequenceStep` counts from 0, and one example of it has 1 for a first message. */
function stepOf({ sequenceStep }: ActivityThere): number | null {
  return sequenceStep === null ? null : sequenceStep + 1;
}

/** doubtful: the fields of an answer are not documented; these are those that clients were seen to read. */
function replyOf({ type, text, messagePreview, message, subject }: ActivityThere): SignalReply {
  return { text: text ?? messagePreview, html: message, subject, automatic: type === 'outOfOffice' };
}

function completed({ campaignId }: ActivityThere, id: string, at: Date): ParsedHook {
  if (campaignId === null) return { unknown: 'campaignComplete without a campaign' };
  return [{ kind: 'campaign_state', at, key: id, platformCampaignId: campaignId, state: 'completed' }];
}

function connectionIssue(activity: ActivityThere, id: string, at: Date): ParsedHook {
  const accountEmail = activity.sendUserEmail ?? activity.email;
  if (accountEmail === null) return { unknown: 'connectionIssue without an account' };
  const message = activity.errorMessage ?? 'lemlist cannot connect to the mailbox';
  return [{ kind: 'account_error', at, key: id, accountEmail, message }];
}
