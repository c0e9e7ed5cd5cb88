/** The mail provider of a sending account, as far as the name of its SMTP server tells. Few values: it labels metrics. */
export const MAIL_PROVIDERS = ['gmail', 'microsoft', 'yahoo', 'other'] as const;
export type MailProvider = (typeof MAIL_PROVIDERS)[number];

const SERVERS: readonly (readonly [RegExp, MailProvider])[] = [
  [/(^|\.)(gmail|google|googlemail)\.com$/, 'gmail'],
  [/(^|\.)(office365|outlook|hotmail|live)\.com$/, 'microsoft'],
  [/(^|\.)(yahoo|yahoodns|aol)\.(com|net)$/, 'yahoo'],
];

/** `other` also where no server was known. */
export const mailProviderOf = (smtpHost: string | null): MailProvider =>
  SERVERS.find(([name]) => smtpHost !== null && name.test(smtpHost.toLowerCase()))?.[1] ?? 'other';
