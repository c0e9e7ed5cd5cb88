import { createPublicKey, type KeyObject } from 'node:crypto';
import { tagsOf } from './tag-list.js';

/** The key at a selector. `missing` is an answer of the DNS: no such record. */
export type DkimKey =
  | { readonly state: 'missing' }
  | { readonly state: 'wrong'; readonly problem: string }
  | { readonly state: 'valid'; readonly warning: string | null };

/** Receivers refuse shorter keys (RFC 8301), and sign new ones with twice as much. */
const MIN_RSA_BITS = 1_024;
const GOOD_RSA_BITS = 2_048;

/** Reads the records at `<selector>._domainkey.<domain>` (RFC 6376, 3.6.1). */
export function dkimKey(texts: readonly string[]): DkimKey {
  if (texts.length === 0) return { state: 'missing' };
  const keys = texts.map(tagsOf).filter((tags) => tags?.has('p') === true);
  const [tags] = keys;
  if (tags == null) return wrong('has no DKIM key in its record');
  return keys.length > 1 ? wrong(`has ${keys.length} keys: there must be exactly one`) : keyIn(tags);
}

function keyIn(tags: Tags): DkimKey {
  const data = (tags.get('p') ?? '').replace(/\s/g, '');
  const problem = FLAWS.find(({ has }) => has(tags, data))?.problem;
  if (problem !== undefined) return wrong(problem);

  const warning = tags.has('t') && listed(tags.get('t'), ['y']) ? TESTING : null;
  const bytes = Buffer.from(data, 'base64');
  if (typeOf(tags) === 'rsa') return rsaKey(bytes, warning);
  return bytes.length === 32 ? valid(warning) : wrong(UNREADABLE);
}

type Tags = ReadonlyMap<string, string>;

const typeOf = (tags: Tags): string => tags.get('k')?.toLowerCase() ?? 'rsa';
const UNREADABLE = 'has a key that cannot be read';

/** Each is the answer to a record of its kind, the first ones before the later ones. */
const FLAWS: readonly { readonly problem: string; readonly has: (tags: Tags, data: string) => boolean }[] = [
  {
    problem: 'has a record of another version than DKIM1',
    has: (tags) => (tags.get('v') ?? 'DKIM1') !== 'DKIM1',
  },
  { problem: 'is revoked: its p= is empty', has: (_, data) => data === '' },
  { problem: 'does not allow the hash sha256', has: (tags) => !listed(tags.get('h'), ['sha256']) },
  { problem: 'is not for e-mail', has: (tags) => !listed(tags.get('s'), ['*', 'email']) },
  {
    problem: 'has a key of another type than rsa and ed25519',
    has: (tags) => !['rsa', 'ed25519'].includes(typeOf(tags)),
  },
  { problem: UNREADABLE, has: (_, data) => !BASE64.test(data) },
];

function rsaKey(bytes: Buffer, warning: string | null): DkimKey {
  const bits = readRsa(bytes)?.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined) return wrong(UNREADABLE);
  if (bits < MIN_RSA_BITS) return wrong(`has a key of ${bits} bits: receivers want ${MIN_RSA_BITS} at least`);
  if (warning !== null) return valid(warning);
  return valid(bits < GOOD_RSA_BITS ? `has a key of ${bits} bits: ${GOOD_RSA_BITS} are usual today` : null);
}

/** RFC 6376 asks for the bare key, and nearly everybody publishes it with its algorithm. */
function readRsa(key: Buffer): KeyObject | undefined {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const read = createPublicKey({ key, format: 'der', type });
      if (read.asymmetricKeyType === 'rsa') return read;
    } catch {
      // It is in the other form, or no key.
    }
  }
  return undefined;
}

const TESTING = 'is marked as a test (t=y): receivers may ignore its signatures';
const BASE64 = /^[a-z0-9+/]+={0,2}$/i;

const listed = (list: string | undefined, wanted: readonly string[]): boolean =>
  list === undefined || list.split(':').some((item) => wanted.includes(item.trim().toLowerCase()));

const wrong = (problem: string): DkimKey => ({ state: 'wrong', problem });
const valid = (warning: string | null): DkimKey => ({ state: 'valid', warning });
