import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';
import { EmailOfAccount } from './emails.js';
import { Instant } from './fields.js';

/** The body of a hook has at most so many characters. */
export const MAX_HOOK_CHARACTERS = 262_144;

/** The most hooks of one request; their bodies are bounded by the size of a message. */
export const MAX_HOOKS = 500;

/** The header in which a platform sends the secret that we have registered with our URL, where it can. */
export const HOOK_SECRET_HEADER = 'x-nimbus-secret';

/** The dead letters of hooks: they come by HTTP, and no consumer of a stream has them. `name` stands for it in a replay. */
export const DEAD_HOOKS = {
  service: 'platforms',
  name: 'hooks',
  subject: 'dlq.platforms.hooks',
} as const;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A webhook of a platform as it arrived. Tokens and secrets travel as hashes, so that nobody on the way learns them. */
export const ReceivedHook = z.object({
  /** As the address has it: unknown ones are looked up too, so that their answer takes as long. */
  platform: z.string().max(100),
  token_hash: Sha256,
  /** The hash of the secret header; null where the hook has none. */
  secret_hash: Sha256.nullable(),
  received_at: Instant,
  content_type: z.string().max(200),
  body: z.string().max(MAX_HOOK_CHARACTERS),
});
export type ReceivedHook = z.infer<typeof ReceivedHook>;

/** Stores webhooks of platforms: when the answer comes, those that are `stored` are durable. A repeated one is `stored` too. */
export const ReceiveHooks = defineRequest({
  subject: 'rpc.platforms.receive-hooks.v1',
  request: z.object({ hooks: z.array(ReceivedHook).min(1).max(MAX_HOOKS) }),
  /** In the order of the request. */
  response: z.object({ results: z.array(z.enum(['stored', 'unknown_token'])) }),
  timeoutMs: 5_000,
});

/** Internal: the dispatcher writes it into the send log and publishes `email.sent`. */
export const PlatformMessageSent = defineEvent({
  type: 'platform.message_sent',
  producedBy: ['platforms'],
  consumedBy: ['dispatcher-delegated'],
  summary: 'A platform has sent a message of a delegated campaign.',
  data: EmailOfAccount.extend({
    /** In angle brackets; empty where the platform does not tell it. */
    message_id: z.string().max(1_000),
    /** As we rendered it for the contact. */
    subject: z.string(),
  }),
});

/** The bodies of a reply; both are null where the platform tells the fact alone. */
export const PlatformReplyTexts = z.object({ text: z.string().nullable(), html: z.string().nullable() });
export type PlatformReplyTexts = z.infer<typeof PlatformReplyTexts>;

/** Internal: `inbound` judges it by the rules of docs/replies.md, as a mail. `at`: when it was received. */
export const PlatformReplyReceived = defineEvent({
  type: 'platform.reply_received',
  producedBy: ['platforms'],
  consumedBy: ['inbound-platform-replies'],
  summary: 'A contact, or a program for it, answered a message that a platform has sent.',
  data: EmailOfAccount.extend({
    /** Names the reply for ever: the same one told again has the same key. */
    key: z.string().min(1).max(200),
    platform: z.string(),
    /** The Message-ID of the reply; null where the platform does not tell it. */
    message_id: z.string().max(1_000).nullable(),
    subject: z.string(),
    /** `PlatformReplyTexts` as JSON, encrypted with SECRETS_KEY for the owner `key`: no body is in a stream as it is. */
    encrypted_texts: z.string(),
    /** The platform takes it for the answer of a program. */
    automatic: z.boolean(),
  }),
});
