import { createHash } from 'node:crypto';
import type { ImapFlowOptions } from 'imapflow';
import type { ImapCredentials } from '#contracts';

type Imap = ImapCredentials['imap'];

export const CONNECT_MS = 15_000;
/** Longer than the longest silence while a session waits for news. */
const SILENCE_MS = 5 * 60_000;
/** The numbers of 100,000 messages take 700 KB. */
const MAX_LINE_BYTES = 4_194_304;
const MAX_TOKENS = 500_000;

/** How imapflow is to talk to a server. Answers are bounded, because a server may be anybody's. */
export const clientOptions = (
  imap: Imap,
  { maxMailBytes }: { readonly maxMailBytes: number },
): ImapFlowOptions => ({
  host: imap.host,
  port: imap.port,
  secure: imap.secure,
  ...(imap.require_tls && !imap.secure && { doSTARTTLS: true }),
  auth: loginOf(imap),
  logger: false,
  clientInfo: { name: 'nimbus-campaigns' },
  connectionTimeout: CONNECT_MS,
  greetingTimeout: CONNECT_MS,
  socketTimeout: SILENCE_MS,
  disableAutoIdle: true,
  disableAutoEnable: true,
  disableCompression: true, // 300 KB for each connection
  maxLineLength: MAX_LINE_BYTES,
  maxLiteralSize: maxMailBytes + 1_024,
  maxResponseSize: maxMailBytes + MAX_LINE_BYTES,
  maxResponseTokens: MAX_TOKENS,
});

const loginOf = ({ user, password, access_token }: Imap) =>
  access_token === undefined
    ? { user: user ?? '', pass: password ?? '' }
    : { user: user ?? '', accessToken: access_token };

/** Names the mailbox without telling its user. The port says nothing: 143 and 993 lead to the same one. */
export const sourceOf = (imap: Imap): string =>
  createHash('sha256')
    .update(`${imap.host.toLowerCase()} ${imap.user ?? ''}`)
    .digest('hex')
    .slice(0, 16);
