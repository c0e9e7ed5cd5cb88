import { z } from 'zod';
import type { Answer } from './http-front.js';
import type { CampaignThere, FactThere, LeadThere, SentThere } from './state-there.js';

const Add = z.object({
  lead_list: z
    .array(
      z.object({
        email: z.string(),
        first_name: z.string(),
        last_name: z.string(),
        company_name: z.string(),
        custom_fields: z
          .record(z.string(), z.string())
          .refine((fields) => Object.keys(fields).length <= 20, 'at most 20 custom fields'),
      }),
    )
    .min(1)
    .max(400),
  settings: z.object({
    ignore_global_block_list: z.boolean(),
    ignore_unsubscribe_list: z.boolean(),
    ignore_duplicate_leads_in_other_campaign: z.boolean(),
    return_lead_ids: z.boolean().default(false),
  }),
});

/** The moments of one message, which the statistics tell. */
interface Moments {
  open?: Date;
  click?: Date;
  reply?: Date;
  replyText?: string;
  bounced?: boolean;
  unsubscribed?: boolean;
}

/** The leads of Smartlead: one lead per address, in any number of campaigns. */
export class SmartleadLeads {
  /** Addresses on their block list. */
  readonly blocked = new Set<string>();
  /** False as in older answers: they name no ids. */
  namesIds = true;
  private readonly ids = new Map<string, string>();
  private readonly moments = new Map<string, Moments>();

  constructor(private readonly campaigns: ReadonlyMap<string, CampaignThere>) {}

  add(id: string, body: unknown): Answer {
    const campaign = this.campaigns.get(id);
    if (campaign === undefined) return failure(404, 'campaign not found');
    const parsed = Add.safeParse(body);
    if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
    const { lead_list: leads, settings } = parsed.data;
    const invalid = leads.filter(({ email }) => !z.email().safeParse(email).success);
    const blocked = leads.filter(({ email }) => this.blocked.has(email.toLowerCase()));
    const taken = leads.filter((lead) => !invalid.includes(lead) && !blocked.includes(lead));
    const old = taken.filter(({ email }) => this.in(campaign, email) !== undefined);
    for (const lead of taken) this.addOne(campaign, lead);
    const idsOf = (list: readonly { email: string }[]) =>
      Object.fromEntries(list.map(({ email }) => [email, this.idOf(email)]));
    const emailToLeadIdMap = {
      newlyAddedLeads: idsOf(taken.filter((lead) => !old.includes(lead))),
      existingLeads: idsOf(old),
      existingLeadsInOtherCampaigns: {},
    };
    return json({
      ok: true,
      upload_count: taken.length - old.length,
      total_leads: leads.length,
      already_added_to_campaign: old.length,
      duplicate_count: 0,
      invalid_email_count: invalid.length,
      invalid_emails: invalid.map(({ email }) => email),
      block_count: blocked.length,
      bounce_count: 0,
      unsubscribed_leads: [],
      is_lead_limit_exhausted: false,
      lead_import_stopped_count: 0,
      ...(settings.return_lead_ids && this.namesIds && { emailToLeadIdMap }),
    });
  }

  private addOne(campaign: CampaignThere, lead: z.output<typeof Add>['lead_list'][number]): void {
    if (this.in(campaign, lead.email) !== undefined) return; // as often as one likes
    campaign.leads.push({
      id: this.idOf(lead.email),
      email: lead.email,
      variables: { first_name: lead.first_name, last_name: lead.last_name, ...lead.custom_fields },
      timesPushed: 1,
      state: 'active',
      sent: [],
    });
  }

  list(id: string, query: URLSearchParams): Answer {
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 100)];
    const leads = this.campaigns.get(id)?.leads ?? [];
    const data = leads.slice(offset, offset + limit).map((lead) => ({
      campaign_lead_map_id: `${id}${lead.id}`,
      status: lead.state === 'active' ? 'STARTED' : lead.state.toUpperCase(),
      created_at: '2026-11-01T00:00:00.000Z',
      lead: { id: Number(lead.id), email: lead.email, custom_fields: lead.variables },
    }));
    return json({ total_leads: String(leads.length), offset, limit, data });
  }

  byEmail(email: string): Answer {
    const homes = [...this.campaigns.values()].filter((campaign) => this.in(campaign, email) !== undefined);
    if (homes.length === 0) return json({});
    const lead_campaign_data = homes.map(({ id, name }) => ({
      campaign_id: Number(id),
      campaign_name: name,
    }));
    return json({ id: this.idOf(email), email, lead_campaign_data });
  }

  pause(id: string, leadId: string): Answer {
    const lead = this.campaigns.get(id)?.leads.find((each) => each.id === leadId);
    if (lead === undefined) return failure(404, 'lead not found');
    if (lead.state === 'active') lead.state = 'paused';
    return json({ ok: true, data: 'success' });
  }

  history(id: string, leadId: string): Answer {
    const lead = this.campaigns.get(id)?.leads.find((each) => each.id === leadId);
    const history = (lead?.sent ?? []).flatMap((sent) => {
      const { reply, replyText } = this.momentsOf(sent);
      const message = {
        type: 'SENT',
        message_id: `<${sent.messageId}>`,
        subject: sent.subject,
        email_body: sent.body,
      };
      const answered = {
        type: 'REPLY',
        time: reply?.toISOString(),
        message_id: `<reply-${sent.messageId}>`,
        subject: `Re: ${sent.subject}`,
        email_body: replyText,
      };
      return [{ ...message, time: sent.at.toISOString() }, ...(reply === undefined ? [] : [answered])];
    });
    return json({ history, from: 'sales@ours.example', to: lead?.email });
  }

  statistics(id: string, query: URLSearchParams): Answer {
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 100)];
    const since = new Date(query.get('sent_time_start_date') ?? 0);
    const status = query.get('email_status');
    const rows = (this.campaigns.get(id)?.leads ?? [])
      .flatMap((lead) => lead.sent.map((sent) => this.row(lead, sent)))
      .filter((row) => new Date(row.sent_time) >= since && (status === null || isOf(row, status)));
    return json({
      total_stats: String(rows.length),
      data: rows.slice(offset, offset + limit),
      offset,
      limit,
    });
  }

  /** The part of a fact that the statistics show. */
  keep({ kind, sent, at, text }: FactThere): void {
    if (sent === undefined) return;
    const moments = this.momentsOf(sent);
    this.moments.set(sent.messageId, {
      ...moments,
      ...(kind === 'opened' && { open: at }),
      ...(kind === 'clicked' && { click: at }),
      ...(kind === 'replied' && { reply: at, replyText: text ?? '' }),
      ...(kind === 'bounced' && { bounced: true }),
      ...(kind === 'unsubscribed' && { unsubscribed: true }),
    });
  }

  private row(lead: LeadThere, sent: SentThere) {
    const { open, click, reply, bounced = false, unsubscribed = false } = this.momentsOf(sent);
    const time = (at: Date | undefined) => at?.toISOString() ?? null;
    return {
      lead_email: lead.email,
      stats_id: sent.messageId,
      sequence_number: sent.step,
      email_subject: sent.subject,
      email_message: sent.body,
      sent_time: sent.at.toISOString(),
      open_time: time(open),
      click_time: time(click),
      reply_time: time(reply),
      open_count: Number(open !== undefined),
      click_count: Number(click !== undefined),
      is_unsubscribed: unsubscribed,
      is_bounced: bounced,
    };
  }

  private momentsOf({ messageId }: SentThere): Moments {
    return this.moments.get(messageId) ?? {};
  }

  private in(campaign: CampaignThere, email: string): LeadThere | undefined {
    return campaign.leads.find((lead) => lead.email.toLowerCase() === email.toLowerCase());
  }

  private idOf(email: string): string {
    const key = email.toLowerCase();
    const id = this.ids.get(key) ?? String(2_340_000_000 + this.ids.size);
    this.ids.set(key, id);
    return id;
  }
}

interface Ends {
  readonly open_time: string | null;
  readonly click_time: string | null;
  readonly reply_time: string | null;
  readonly is_unsubscribed: boolean;
  readonly is_bounced: boolean;
}

function isOf(row: Ends, status: string): boolean {
  switch (status) {
    case 'opened':
      return row.open_time !== null;
    case 'clicked':
      return row.click_time !== null;
    case 'replied':
      return row.reply_time !== null;
    case 'unsubscribed':
      return row.is_unsubscribed;
    default:
      return row.is_bounced;
  }
}

const json = (body: unknown): Answer => ({ status: 200, body });
const failure = (status: number, message: string): Answer => ({
  status,
  body: { ok: false, error: message },
});
