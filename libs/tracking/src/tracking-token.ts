import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CampaignId, ContactId, EnrollmentId, SendId, StepId, WorkspaceId } from '#contracts';
import { idOf, uuidOf } from '#kernel';

/** All facts about a tracked message, so that a hit costs no query. */
export interface TrackedMessage {
  readonly workspace_id: WorkspaceId;
  readonly send_id: SendId;
  readonly campaign_id: CampaignId;
  readonly enrollment_id: EnrollmentId;
  readonly contact_id: ContactId;
  readonly step_id: StepId;
  readonly step_number: number;
  /** The label of the variant, if any. */
  readonly variant?: string;
  /** When the message was composed, in seconds since 1970: a hit right after it is one of a machine. */
  readonly composed_at: number;
}

/** A kind of token is its first byte and signed with the rest: a token of one door opens no other. */
export type TokenKind = 'open' | 'link' | 'unsubscribe';
const KIND_BYTES = { open: 2, link: 3, unsubscribe: 4 } as const satisfies Record<TokenKind, number>;

/** A message, and the texts that a kind of token carries beside it. */
export interface TokenContent {
  readonly message: TrackedMessage;
  readonly texts: readonly string[];
}

const UUID_BYTES = 16;
const UUIDS = 6;
const STEP_NUMBER_AT = 1 + UUIDS * UUID_BYTES;
const COMPOSED_AT_AT = STEP_NUMBER_AT + 4;
const TEXTS_AT = COMPOSED_AT_AT + 4;
/** Half of SHA-256: 128 bits cannot be guessed, and a shorter link survives more mail clients. */
const MAC_BYTES = 16;

/**
 * 121 bytes and texts, padded with zeros to a multiple of three: base64url then has no spare bit, so that a token has
 * exactly one spelling.
 */
const TOKEN = /^(?:[A-Za-z0-9_-]{4}){41,4000}$/;

/** Makes a token of characters that are safe in a path. Signed, not encrypted. No text may hold a null byte. */
export function signToken(secret: string, kind: TokenKind, { message, texts }: TokenContent): string {
  const { workspace_id, send_id, campaign_id, enrollment_id, contact_id, step_id } = message;
  const ids = [workspace_id, send_id, campaign_id, enrollment_id, contact_id, step_id];
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(message.step_number);
  numbers.writeUInt32BE(message.composed_at, 4);

  const head = Buffer.concat([Buffer.of(KIND_BYTES[kind]), ...ids.map(uuidBytes), numbers]);
  const tail = Buffer.from([message.variant ?? '', ...texts].join(SEPARATOR));
  const length = head.length + tail.length + MAC_BYTES;
  const payload = Buffer.concat([head, tail], head.length + tail.length + ((3 - (length % 3)) % 3));
  return Buffer.concat([payload, macOf(secret, payload)]).toString('base64url');
}

/** Returns the content of a token; null for any text that this secret did not sign as that kind. Never throws. */
export function readToken(secret: string, kind: TokenKind, token: string): TokenContent | null {
  if (!TOKEN.test(token)) return null;

  const bytes = Buffer.from(token, 'base64url');
  const payload = bytes.subarray(0, -MAC_BYTES);
  const genuine = timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(secret, payload));
  return genuine && payload[0] === KIND_BYTES[kind] ? contentOf(payload) : null;
}

function contentOf(payload: Buffer): TokenContent {
  const [variant = '', ...texts] = payload.toString('utf8', TEXTS_AT).replace(PADDING, '').split(SEPARATOR);

  return { message: { ...factsIn(payload), ...(variant !== '' && { variant }) }, texts };
}

const factsIn = (payload: Buffer): TrackedMessage => ({
  workspace_id: idOf('ws', uuidAt(payload, 0)),
  send_id: idOf('send', uuidAt(payload, 1)),
  campaign_id: idOf('camp', uuidAt(payload, 2)),
  enrollment_id: idOf('enr', uuidAt(payload, 3)),
  contact_id: idOf('cont', uuidAt(payload, 4)),
  step_id: idOf('step', uuidAt(payload, 5)),
  step_number: payload.readUInt32BE(STEP_NUMBER_AT),
  composed_at: payload.readUInt32BE(COMPOSED_AT_AT),
});

const SEPARATOR = '\0';
const PADDING = /\0+$/;

const macOf = (secret: string, payload: Buffer): Buffer =>
  createHmac('sha256', secret).update(payload).digest().subarray(0, MAC_BYTES);

const uuidBytes = (id: string): Buffer => Buffer.from(uuidOf(id).replaceAll('-', ''), 'hex');

function uuidAt(payload: Buffer, index: number): string {
  const at = 1 + index * UUID_BYTES;
  const hex = payload.toString('hex', at, at + UUID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
