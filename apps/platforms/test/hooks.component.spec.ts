import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  EmailClicked,
  EmailOpened,
  EmailUnsubscribed,
  PlatformMessageSent,
  PlatformReplyReceived,
} from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { HooksHarness } from './hooks-harness.js';
import { InstantlyHooks } from './instantly-hooks.js';
import { seedCampaign, seedLead, type SeededCampaign } from './seed-campaign.js';

const servers = useServers();
let platforms: HooksHarness;
let hooks: InstantlyHooks;
let campaign: SeededCampaign;
beforeAll(async () => {
  platforms = await HooksHarness.start(servers);
  hooks = await InstantlyHooks.seed(platforms);
  campaign = hooks.campaign;
});
afterAll(() => platforms.stop());

describe('a hook', () => {
  it('that a message was sent names the message, its account and its subject', async () => {
    const lead = await hooks.aLead();
    const hook = hooks.hookOf('email_sent');
    await hooks.send(hook);

    const [event] = await platforms.eventsAbout(PlatformMessageSent, lead);
    expect(event).toMatchObject({
      workspaceid: campaign.workspaceId,
      data: {
        send_id: lead.sends[0],
        campaign_id: campaign.campaignId,
        enrollment_id: lead.enrollmentId,
        contact_id: lead.contactId,
        step_number: 1,
        variant: 'A',
        email: lead.email,
        sending_account_id: campaign.accountId,
        subject: 'Subject 1',
        message_id: '',
        at: hook.timestamp,
      },
    });
  });

  it('of each kind becomes its event', async () => {
    const lead = await hooks.aLead();
    await hooks.send(
      hooks.hookOf('email_sent'),
      hooks.hookOf('email_opened'),
      hooks.hookOf('link_clicked', { link: 'https://acme.example/offer' }),
      hooks.hookOf('reply_received', {
        reply_subject: 'Re: Subject 1',
        reply_text: 'Yes, please',
        email_id: 'r1',
      }),
      hooks.hookOf('lead_unsubscribed'),
    );

    expect(await platforms.story(lead)).toEqual([
      '1 message_sent',
      '1 opened',
      '1 clicked',
      '1 reply_received',
      '1 unsubscribed',
    ]);
    expect(await platforms.eventsAbout(EmailOpened, lead)).toMatchObject([{ data: { machine: false } }]);
    expect(await platforms.eventsAbout(EmailClicked, lead)).toMatchObject([
      { data: { url: 'https://acme.example/offer', machine: false } },
    ]);
    expect(await platforms.eventsAbout(EmailUnsubscribed, lead)).toMatchObject([
      { data: { method: 'platform' } },
    ]);
    expect(await platforms.replyTexts(lead)).toEqual([{ text: 'Yes, please', html: null }]);
    expect(await platforms.eventsAbout(PlatformReplyReceived, lead)).toMatchObject([
      {
        data: {
          platform: 'instantly',
          sending_account_id: campaign.accountId,
          email: lead.email,
          subject: 'Re: Subject 1',
          automatic: false,
        },
      },
    ]);
  });

  it('of a bounce hands on the words of the server', async () => {
    const lead = await hooks.aLead();
    await hooks.send(hooks.hookOf('email_bounced', { bounce_reason: '550 5.1.1 user unknown' }));

    expect(await platforms.story(lead)).toEqual(['1 message_sent', '1 bounce_reported']);
    expect(await platforms.eventsAbout(BounceReported, lead)).toMatchObject([
      { data: { answer: '550 5.1.1 user unknown', smtp_code: 550, enhanced_code: '5.1.1' } },
    ]);
  });

  it('marks the reply of a program', async () => {
    const lead = await hooks.aLead();
    await hooks.send(hooks.hookOf('auto_reply_received', { reply_text: 'I am away', email_id: 'r2' }));

    expect(await platforms.eventsAbout(PlatformReplyReceived, lead)).toMatchObject([
      { data: { automatic: true } },
    ]);
  });

  it('that comes again has its effect once, with the same body or another one', async () => {
    const lead = await hooks.aLead();
    const opened = hooks.hookOf('email_opened');
    await hooks.send(opened, opened);
    await hooks.send(opened, { ...opened, retry: 1 });
    await hooks.send(
      hooks.hookOf('email_sent'),
      hooks.hookOf('email_opened', { timestamp: '2026-05-02T10:00:00.000Z' }),
    );

    expect(await platforms.story(lead)).toEqual(['1 message_sent', '1 opened']);
  });

  it('that overtakes another one yields the same events', async () => {
    const lead = await hooks.aLead();
    const reply = { reply_text: 'Yes', email_id: 'r3' };
    await hooks.send(hooks.hookOf('reply_received', { step: 2, ...reply }));
    await hooks.send(hooks.hookOf('email_opened', { step: 2 }), hooks.hookOf('email_sent', { step: 2 }));
    await hooks.send(hooks.hookOf('email_sent'));

    expect((await platforms.story(lead)).toSorted()).toEqual([
      '1 message_sent',
      '2 message_sent',
      '2 opened',
      '2 reply_received',
    ]);
    expect((await platforms.story(lead))[0]).toBe('2 message_sent');
  });

  it('that arrives before its lead is recorded here waits for it', async () => {
    const lead = await hooks.aLead();
    const early = { ...(await seedLead(platforms.database, campaign, 0)), sends: lead.sends };
    await platforms.send(campaign, [hooks.hookOf('email_sent', { lead_email: early.email })]);
    await eventually(async () => expect(await hooks.attempts()).toBe(1));
    expect(await platforms.deadLetters(campaign)).toEqual([]);

    await platforms.database.query('update message set enrollment_id = $1 where enrollment_id = $2', [
      uuidOf(early.enrollmentId),
      uuidOf(lead.enrollmentId),
    ]);
    platforms.advance(1_000);
    await hooks.handled();
    expect(await platforms.story(lead)).toEqual(['1 message_sent']);
  });

  it('of a contact who was sent nothing unsubscribes the contact', async () => {
    const lead = await hooks.aLead();
    await hooks.send(hooks.hookOf('lead_unsubscribed', { step: undefined }));

    expect(await platforms.story(lead)).toEqual(['1 unsubscribed']);
  });

  it('from the future happens when it arrives', async () => {
    const lead = await hooks.aLead();
    await hooks.send(hooks.hookOf('email_sent', { timestamp: '2099-01-01T00:00:00.000Z' }));

    const [event] = await platforms.eventsAbout(PlatformMessageSent, lead);
    expect(Date.parse(event?.data.at ?? '')).toBeLessThanOrEqual(platforms.clock.now().getTime());
  });

  it('leaves nothing of its body behind once it is handled', async () => {
    await hooks.aLead();
    await hooks.send(hooks.hookOf('email_sent'));

    const rows = await platforms.database.query('select from hook where body is not null');
    expect(rows).toEqual([]);
  });
});

describe('a hook with an account that is not known', () => {
  it('asks for the accounts, and waits for them', async () => {
    const lead = await hooks.aLead();
    const accountEmail = 'new@sender.example';
    await platforms.send(campaign, [hooks.hookOf('email_sent', { email_account: accountEmail })]);
    await eventually(async () => expect(await hooks.attempts()).toBe(1));
    const connection = uuidOf(campaign.connectionId);
    const [{ due } = { due: false }] = await platforms.database.query<{ due: boolean }>(
      'select next_sync_at <= $2 as due from connection where id = $1',
      [connection, platforms.clock.now()],
    );
    expect(due).toBe(true);

    const other = await seedCampaign(platforms.database);
    await platforms.database.query('insert into platform_account values ($1, $2, $3, $4, true, now())', [
      connection,
      accountEmail,
      '2',
      uuidOf(other.accountId),
    ]);
    platforms.advance(1_000);
    await hooks.handled();
    expect(await platforms.eventsAbout(PlatformMessageSent, lead)).toMatchObject([
      { data: { sending_account_id: other.accountId } },
    ]);
  });

  it('falls back to the account of the campaign when they do not tell of it', async () => {
    const lead = await hooks.aLead();
    await platforms.send(campaign, [hooks.hookOf('email_sent', { email_account: 'gone@sender.example' })]);
    await eventually(async () => expect(await hooks.attempts()).toBe(1));
    platforms.advance(1_000);
    await platforms.database.query('update connection set accounts_synced_at = $1', [platforms.clock.now()]);
    await hooks.handled();

    expect(await platforms.eventsAbout(PlatformMessageSent, lead)).toMatchObject([
      { data: { sending_account_id: campaign.accountId } },
    ]);
  });
});
