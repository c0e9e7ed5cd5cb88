import type { InboundConfig } from '../../inbound.config.js';

/** Where and as whom mails are received by SMTP; `listen` is null where they are not. */
export class SmtpOptions {
  constructor(
    readonly listen: {
      readonly domain: string;
      readonly host: string;
      readonly port: number;
      readonly maxConnections: number;
      /** Files in PEM. */
      readonly tls: { readonly cert: string; readonly key: string } | null;
    } | null,
  ) {}
}

export function smtpOptionsOf(config: InboundConfig): SmtpOptions {
  const { INBOUND_DOMAIN: domain, INBOUND_SMTP_PORT: port } = config;
  if (domain === undefined || port === undefined) return new SmtpOptions(null);
  const { INBOUND_SMTP_TLS_CERT: cert, INBOUND_SMTP_TLS_KEY: key } = config;

  return new SmtpOptions({
    domain,
    port,
    host: config.INBOUND_SMTP_HOST,
    maxConnections: config.INBOUND_SMTP_MAX_CONNECTIONS,
    tls: cert === undefined || key === undefined ? null : { cert, key },
  });
}
