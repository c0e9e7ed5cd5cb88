import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import {
  BulkContacts,
  CampaignInput,
  ContactFilter,
  ContactInput,
  parseInput,
  SegmentInput,
  SendingAccountChanges,
  SendingAccountInput,
  SequenceInput,
  WorkspaceInput,
} from '#contracts';
import { newId } from '#kernel';

const CAMPAIGN = {
  name: 'Autumn',
  sequence_id: newId('seq'),
  sending_account_ids: [newId('ea')],
  contact_filter: { icp_tier: ['A'] },
};
const ACCOUNT = {
  email: 'ada@example.com',
  smtp: { host: 'mail.example.com', port: 587 },
  warmup: { started_at: '2026-01-01T00:00:00Z', cumulative_sends: 0 },
  authentication: { spf: 'pass' },
};
const SEGMENT = {
  name: 'Engineers',
  conditions: { rules: [{ field: 'department', operator: 'equals', value: 'R&D' }] },
};

/** A valid input each, and the objects within it that callers fill in. */
const STRICT: readonly [string, z.ZodType, object, readonly string[]][] = [
  ['CampaignInput', CampaignInput, CAMPAIGN, ['', 'contact_filter']],
  ['ContactFilter', ContactFilter, CAMPAIGN.contact_filter, ['']],
  [
    'ContactInput',
    ContactInput,
    { email: 'ada@example.com', company: { name: 'Analytical' } },
    ['', 'company'],
  ],
  ['BulkContacts', BulkContacts, { contacts: [{ email: 'ada@example.com' }] }, ['']],
  ['SegmentInput', SegmentInput, SEGMENT, ['', 'conditions', 'conditions.rules.0']],
  [
    'SequenceInput',
    SequenceInput,
    { name: 'Two', steps: [{ subject: 'Hi', body_text: 'Hi', variants: [{ label: 'A' }] }] },
    ['', 'steps.0', 'steps.0.variants.0'],
  ],
  ['SendingAccountInput', SendingAccountInput, ACCOUNT, ['', 'smtp', 'warmup', 'authentication']],
  [
    'WorkspaceInput',
    WorkspaceInput,
    { name: 'Engines', owner: { email: 'ada@example.com', password: 'a long password' } },
    ['', 'owner'],
  ],
];

/** The same input with one field more, in the object at `path`. */
function withSurprise(input: object, path: string): unknown {
  const copy: unknown = structuredClone(input);
  const target =
    path === '' ? copy : path.split('.').reduce<unknown>((at, key) => Reflect.get(Object(at), key), copy);
  Reflect.set(Object(target), 'surprise', true);

  return copy;
}

describe.each(STRICT)('%s', (_name, schema, input, paths) => {
  it('accepts a valid input', () => {
    expect(schema.safeParse(input).error).toBeUndefined();
  });

  it.each(paths)('refuses a field it does not know, in the object at "%s"', (path) => {
    expect(parseInput(schema, withSurprise(input, path)).errors).toMatchObject([
      { field: path === '' ? 'surprise' : `${path}.surprise`, code: 'unknown_field' },
    ]);
  });
});

describe('a campaign of which only what must be said is said', () => {
  it('has the defaults that are promised', () => {
    expect(CampaignInput.parse(CAMPAIGN)).toEqual({
      ...CAMPAIGN,
      campaign_type: 'cold_outreach',
      platform: 'native',
      min_health_score: 70,
      daily_send_limit: 500,
      max_new_leads_per_day: 50,
      smart_time_gaps: true,
      send_window_start: 9,
      send_window_end: 17,
      send_days: [1, 2, 3, 4, 5],
      recipient_time_zone: false,
      open_tracking_enabled: true,
      link_tracking_enabled: true,
      stop_on_reply: true,
      stop_on_domain_reply: false,
      stop_on_unsubscribe: true,
    });
  });

  it('takes the window to the zones of its contacts where that is asked for', () => {
    const input = CampaignInput.parse({ ...CAMPAIGN, recipient_time_zone: true });
    expect(input.recipient_time_zone).toBe(true);
  });

  it.each([
    ['name', { name: undefined }],
    ['sequence_id', { sequence_id: undefined }],
    ['sending_account_ids', { sending_account_ids: [] }],
    ['contact_filter', { contact_filter: {} }],
    ['send_window_end', { send_window_start: 17, send_window_end: 17 }],
    ['send_days', { send_days: [0] }],
  ])('is refused at %s when that is missing or wrong', (field, change) => {
    const issues = CampaignInput.safeParse({ ...CAMPAIGN, ...change }).error?.issues ?? [];

    expect(issues.map(({ path }) => path[0])).toEqual([field]);
  });
});

describe('a time zone', () => {
  const taken = (time_zone: string) => SendingAccountInput.safeParse({ ...ACCOUNT, time_zone }).success;

  it.each([
    'UTC',
    'GMT',
    'Europe/Berlin',
    'Asia/Kathmandu',
    'America/Indiana/Knox',
    'Etc/GMT+12',
    'EST5EDT',
    'Japan',
    'CET',
    'EST',
  ])('may be %s', (zone) => expect(taken(zone)).toBe(true));

  it.each(['BST', 'cst', 'AGT', 'US/Pacific-New', 'SystemV/AST4', '+05:30', 'Factory', 'Mars/Base', ''])(
    'may not be %j, which PostgreSQL refuses or reads differently',
    (zone) => expect(taken(zone)).toBe(false),
  );
});

describe('the history of an inbox', () => {
  it('has a number of sends that a store can add to', () => {
    const warmup = { ...ACCOUNT.warmup, cumulative_sends: 2_147_483_647 };
    expect(SendingAccountInput.safeParse({ ...ACCOUNT, warmup }).success).toBe(false);
  });
});

describe('a sending account', () => {
  const withServer = (smtp: object) => ({ ...ACCOUNT, smtp: { ...ACCOUNT.smtp, ...smtp } });
  const pathsOf = (schema: z.ZodType, input: unknown) =>
    schema.safeParse(input).error?.issues.map(({ path }) => path.join('.'));

  it.each(['\r', '\n', '\0', '\t', '\u007f', '\u0085', '\u2028'])(
    'has no %j in the words of an SMTP dialogue',
    (character) => {
      const text = `a${character}b`;
      for (const field of ['host', 'user', 'password']) {
        expect(pathsOf(SendingAccountInput, withServer({ [field]: text }))).toContain(`smtp.${field}`);
        expect(pathsOf(SendingAccountChanges, { smtp: { [field]: text } })).toContain(`smtp.${field}`);
        expect(pathsOf(SendingAccountChanges, { imap: { [field]: text } })).toContain(`imap.${field}`);
      }
      expect(pathsOf(SendingAccountInput, { ...ACCOUNT, display_name: text })).toEqual(['display_name']);
      expect(pathsOf(SendingAccountChanges, { display_name: text })).toEqual(['display_name']);
    },
  );

  it.each(['[::1]', 'mail.example.com:25', 'a b', 'a/b', 'a@b', 'fe80::1%eth0', 'http://a'])(
    'has no host such as %j',
    (host) => expect(pathsOf(SendingAccountInput, withServer({ host }))).toEqual(['smtp.host']),
  );

  it.each(['mail.example.com', 'müller.example', '_smtp.a-b.example', '192.0.2.1', '2001:db8::1'])(
    'has a host such as %j',
    (host) => expect(pathsOf(SendingAccountInput, withServer({ host }))).toBeUndefined(),
  );
});

describe('the DKIM selectors of a sending account', () => {
  const given = (dkim_selectors: unknown) => SendingAccountInput.safeParse({ ...ACCOUNT, dkim_selectors });

  it('are in lower case, in order, and each once', () => {
    expect(given(['S2', ' s1', 's2', '2026.mail_a']).data?.dkim_selectors).toEqual([
      '2026.mail_a',
      's1',
      's2',
    ]);
    expect(given([]).data?.dkim_selectors).toEqual([]);
  });

  it.each(['', '.', 'a..b', '-a', 'a.', 'a b', 'a/b', '%{d}', 'é', 'a'.repeat(64)])(
    'are no %j',
    (selector) => {
      expect(given([selector]).success).toBe(false);
    },
  );

  it('are ten at most', () => {
    const many = Array.from({ length: 11 }, (_, n) => `s${n}`);
    expect([given(many.slice(1)).success, given(many).success]).toEqual([true, false]);
  });
});
