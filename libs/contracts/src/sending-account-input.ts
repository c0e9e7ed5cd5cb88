import { z } from 'zod';
import { DelegatedPlatform } from './campaign-input.js';
import { EmailAddress } from './email-address.js';
import { changesOf, Instant, lineText, TimeZone } from './fields.js';
import { Imap, MailServer, MailServerChanges, OAuth } from './mail-servers.js';

/** The providers whose accounts this installation sends from. */
export const MailProvider = z.enum(['smtp', 'gmail', 'microsoft365']);

/** Accounts of an outside platform come and change with its connection alone. */
export const AccountProvider = z.enum([...MailProvider.options, ...DelegatedPlatform.options]);
export type AccountProvider = z.infer<typeof AccountProvider>;

export const WarmupHistory = z.strictObject({
  started_at: Instant,
  cumulative_sends: z.number().int().min(0).max(1_000_000_000).meta({ description: 'Messages since then.' }),
});

export const AuthResult = z.enum(['pass', 'fail', 'unknown']);
export const AuthenticationInput = z.strictObject({
  spf: AuthResult.default('unknown'),
  dkim: AuthResult.default('unknown'),
  dmarc: AuthResult.default('unknown'),
});

const DKIM_LABEL = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const DKIM_SELECTOR = new RegExp(`^${DKIM_LABEL}(?:\\.${DKIM_LABEL})*$`);

/** A selector of DKIM (RFC 6376, 3.1), which the DNS compares without case. */
export const DkimSelector = z
  .string()
  .trim()
  .overwrite((selector) => selector.toLowerCase())
  .max(63)
  .refine((selector) => DKIM_SELECTOR.test(selector), {
    error: 'must be a DKIM selector, such as s1 or google',
    params: { code: 'invalid_format' },
  });

/** Meanings of fields that the input and the view of an account share. */
export const ACCOUNT_FIELD = {
  daily_send_limit: { description: 'Messages a day at most. The day is that of `time_zone`.' },
  time_zone: { description: 'IANA, such as `Europe/Berlin`; by default the workspace’s.' },
  reputation: { description: 'From 0 to 100.' },
  dkim_selectors: {
    description:
      'The DKIM selectors that its server signs with. Each of them must have a valid key in the DNS. Without them the usual ones are tried.',
  },
} as const;

const DkimSelectors = z
  .array(DkimSelector)
  .max(10)
  .overwrite((selectors) => [...new Set(selectors)].toSorted())
  .meta(ACCOUNT_FIELD.dkim_selectors);

/** A new sending account; `warmup`, `reputation` and `authentication` bring its history, so that a warmed fleet can move in. */
export const SendingAccountInput = z.strictObject({
  email: EmailAddress,
  display_name: lineText(200).default(''),
  provider: MailProvider.default('smtp'),
  smtp: MailServer,
  imap: Imap.optional(),
  oauth: OAuth.optional(),
  daily_send_limit: z.number().int().min(0).max(100_000).default(40).meta(ACCOUNT_FIELD.daily_send_limit),
  time_zone: TimeZone.optional().meta(ACCOUNT_FIELD.time_zone),
  warmup: WarmupHistory.optional(),
  reputation: z.number().min(0).max(100).optional().meta(ACCOUNT_FIELD.reputation),
  dkim_selectors: DkimSelectors.optional(),
  authentication: AuthenticationInput.default({ spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' }),
});
export type SendingAccountInput = z.infer<typeof SendingAccountInput>;

/** How well an account is known to behave, as far as somebody measures it. */
export const HealthFields = {
  reputation: z.number().min(0).max(100).meta(ACCOUNT_FIELD.reputation),
  authentication: z.strictObject({ spf: AuthResult, dkim: AuthResult, dmarc: AuthResult }).partial(),
} as const;

/** A change of at least one field. The address stays, because sent messages refer to it. */
export const SendingAccountChanges = changesOf(
  z.strictObject({
    display_name: lineText(200),
    provider: MailProvider,
    daily_send_limit: z.number().int().min(0).max(100_000).meta(ACCOUNT_FIELD.daily_send_limit),
    time_zone: TimeZone.meta(ACCOUNT_FIELD.time_zone),
    smtp: MailServerChanges,
    imap: MailServerChanges.nullable().meta({
      description: 'Null takes it away. The first one needs a host and a port.',
    }),
    oauth: OAuth.partial().nullable().meta({
      description:
        'Null takes it away. Another `client_id` or `token_url` needs the refresh token again. The first one needs a `client_id` and a `refresh_token`.',
    }),
    warmup: WarmupHistory.partial(),
    dkim_selectors: DkimSelectors,
    ...HealthFields,
  }),
);
export type SendingAccountChanges = z.infer<typeof SendingAccountChanges>;
