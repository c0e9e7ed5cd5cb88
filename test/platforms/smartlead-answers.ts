import type { AccountThere, CampaignThere, FactThere, StateThere } from './state-there.js';

const STATUS: Readonly<Record<StateThere, string>> = {
  draft: 'DRAFTED',
  active: 'ACTIVE',
  paused: 'PAUSED',
  stopped: 'STOPPED',
  completed: 'COMPLETED',
};

/** They read back other words for tracking than they take. */
const READ_BACK: Readonly<Record<string, string>> = {
  DONT_TRACK_EMAIL_OPEN: 'DONT_EMAIL_OPEN',
  DONT_TRACK_LINK_CLICK: 'DONT_LINK_CLICK',
};

export function smartleadCampaignShown({
  id,
  name,
  state,
  settings,
}: CampaignThere): Record<string, unknown> {
  const { timezone, days, start_hour: startHour, end_hour: endHour, min_time_btw_emails: gap } = settings;
  const track = Array.isArray(settings['track_settings']) ? settings['track_settings'].map(String) : [];
  return {
    id: Number(id),
    user_id: 1,
    name,
    status: STATUS[state],
    track_settings: track.map((word) => READ_BACK[word] ?? word),
    scheduler_cron_value: days === undefined ? null : { tz: timezone, days, startHour, endHour },
    min_time_btwn_emails: gap ?? 10,
    max_leads_per_day: 100,
    stop_lead_settings: settings['stop_lead_settings'] ?? 'REPLY_TO_AN_EMAIL',
    client_id: null,
  };
}

export function smartleadSequenceShown(campaign: CampaignThere | undefined): Record<string, unknown>[] {
  return (campaign?.steps ?? []).map((step, index) => ({
    id: 8_000 + index,
    seq_number: index + 1,
    subject: step.subject,
    email_body: step.body,
    seq_delay_details: { delayInDays: step.delay },
    sequence_variants: null,
  }));
}

export function smartleadAccountShown(account: AccountThere): Record<string, unknown> {
  return {
    id: Number(account.id),
    from_name: account.name,
    from_email: account.email,
    username: account.email,
    password: 'clear-text-of-their-object',
    imap_password: 'clear-text-of-their-object',
    type: 'SMTP',
    message_per_day: account.dailyLimit,
    daily_sent_count: account.sentToday,
    is_smtp_success: account.connected,
    is_imap_success: account.connected,
    smtp_failure_error: account.connected ? null : 'Invalid login: 535',
    warmup_details: {
      status: account.warmup.enabled ? 'ACTIVE' : 'INACTIVE',
      total_sent_count: account.warmup.sends,
      total_spam_count: 2,
      warmup_reputation: `${account.warmup.reputation}%`,
      warmup_created_at: account.warmup.startedAt.toISOString(),
      is_warmup_blocked: false,
    },
  };
}

const EVENTS: Readonly<Partial<Record<FactThere['kind'], string>>> = {
  sent: 'EMAIL_SENT',
  opened: 'EMAIL_OPEN',
  clicked: 'EMAIL_LINK_CLICK',
  replied: 'EMAIL_REPLY',
  bounced: 'EMAIL_BOUNCE',
  unsubscribed: 'LEAD_UNSUBSCRIBED',
  completed: 'CAMPAIGN_STATUS_CHANGED',
};

/** A hook in the form of their webhook guide, with its old fields and its new ones. */
export function smartleadHook(fact: FactThere): unknown {
  const { kind, campaign, lead, sent, at } = fact;
  return {
    event_type: EVENTS[kind],
    event_timestamp: at.toISOString(),
    campaign_id: Number(campaign.id),
    campaign_name: campaign.name,
    campaign_status: STATUS[campaign.state],
    webhook_id: 61,
    secret_key: 'e0207d40-84ef-4ad6-89eb-7dbff8c0138d',
    ...(lead !== undefined && {
      sl_email_lead_id: lead.id,
      sl_lead_email: lead.email,
      to_email: lead.email,
      to_name: lead.variables['first_name'],
    }),
    ...(sent !== undefined && {
      from_email: sent.from,
      sequence_number: sent.step,
      subject: sent.subject,
      stats_id: sent.messageId,
      sent_message: {
        message_id: `<${sent.messageId}>`,
        html: sent.body,
        text: sent.body,
        time: sent.at.toISOString(),
      },
      ...partOf(fact, sent.messageId),
    }),
  };
}

function partOf({ kind, at, text, url, words }: FactThere, messageId: string): Record<string, unknown> {
  const time = at.toISOString();
  if (kind === 'clicked') return { link_clicked: [url] };
  if (kind === 'bounced') {
    return { bounce_message: { message_id: `<bounce-${messageId}>`, text: words, time } };
  }
  if (kind !== 'replied') return {};
  return { reply_message: { message_id: `<reply-${messageId}>`, text, html: `<p>${text}</p>`, time } };
}
