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
}

const VERSION = 1;
const UUID_BYTES = 16;
const UUIDS = 6;
const STEP_NUMBER_AT = 1 + UUIDS * UUID_BYTES;
const VARIANT_AT = STEP_NUMBER_AT + 4;
/** Half of SHA-256: 128 bits cannot be guessed, and a shorter link survives more mail clients. */
const MAC_BYTES = 16;

/**
 * 117 bytes and a label, padded with zeros to a multiple of three: base64url then has no spare bit, so that a token has
 * exactly one spelling. A label has up to 50 characters of three bytes.
 */
const TOKEN = /^(?:[A-Za-z0-9_-]{4}){39,89}$/;

/** Makes the token for links in a message's body, of characters that are safe in a path. Signed, not encrypted. */
export function signTrackingToken(secret: string, message: TrackedMessage): string {
  const { workspace_id, send_id, campaign_id, enrollment_id, contact_id, step_id, step_number } = message;
  const ids = [workspace_id, send_id, campaign_id, enrollment_id, contact_id, step_id];
  const stepNumber = Buffer.alloc(4);
  stepNumber.writeUInt32BE(step_number);

  const variant = variantBytes(message.variant ?? '');
  const payload = Buffer.concat([Buffer.of(VERSION), ...ids.map(uuidBytes), stepNumber, variant]);
  return Buffer.concat([payload, macOf(secret, payload)]).toString('base64url');
}

/** Returns the message of a token; null for any text that this secret did not sign. Never throws. */
export function readTrackingToken(secret: string, token: string): TrackedMessage | null {
  if (!TOKEN.test(token)) return null;

  const bytes = Buffer.from(token, 'base64url');
  const payload = bytes.subarray(0, -MAC_BYTES);
  const genuine = timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(secret, payload));
  return genuine && payload[0] === VERSION ? messageIn(payload) : null;
}

function messageIn(payload: Buffer): TrackedMessage {
  const variant = payload.toString('utf8', VARIANT_AT).replace(ZEROS, '');

  return { ...idsIn(payload), ...(variant !== '' && { variant }) };
}

const idsIn = (payload: Buffer): TrackedMessage => ({
  workspace_id: idOf('ws', uuidAt(payload, 0)),
  send_id: idOf('send', uuidAt(payload, 1)),
  campaign_id: idOf('camp', uuidAt(payload, 2)),
  enrollment_id: idOf('enr', uuidAt(payload, 3)),
  contact_id: idOf('cont', uuidAt(payload, 4)),
  step_id: idOf('step', uuidAt(payload, 5)),
  step_number: payload.readUInt32BE(STEP_NUMBER_AT),
});

/** No label ends with a null byte. */
const variantBytes = (variant: string): Buffer =>
  Buffer.concat([Buffer.from(variant)], Math.ceil(Buffer.byteLength(variant) / 3) * 3);

const ZEROS = /\0+$/;

const macOf = (secret: string, payload: Buffer): Buffer =>
  createHmac('sha256', secret).update(payload).digest().subarray(0, MAC_BYTES);

const uuidBytes = (id: string): Buffer => Buffer.from(uuidOf(id).replaceAll('-', ''), 'hex');

function uuidAt(payload: Buffer, index: number): string {
  const at = 1 + index * UUID_BYTES;
  const hex = payload.toString('hex', at, at + UUID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
