import { z } from 'zod';

/** Longer ones are refused before they are converted: punycode takes the square of a label's length. */
const MAX_DOMAIN = 253;
const MAX_ADDRESS = 254;

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** At least two labels. The last one begins with a letter, which no IP address does. */
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?=[a-z])(?=..)${LABEL}$`, 'i');

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LOCAL_PART = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'i');

/** Letters of other scripts, and no character of ASCII that means something else in a URL. */
const UNICODE_DOMAIN = /^(?=.*[^\0-\x7F])[-.a-z0-9\u0080-\u{10FFFF}]+$/iu;

/** As the DNS has it: a domain in other letters becomes `xn--…`; one that IDNA refuses stays as it is, and is refused. */
const asciiDomain = (domain: string): string =>
  domain.length <= MAX_DOMAIN && UNICODE_DOMAIN.test(domain)
    ? (URL.parse(`http://${domain}`)?.hostname ?? domain)
    : domain;

/** The domain of an address begins behind its last `@`. */
function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.length > MAX_ADDRESS ? address : address.slice(0, at) + asciiDomain(address.slice(at));
}

function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  return LOCAL_PART.test(address.slice(0, Math.max(at, 0))) && isDomain(address.slice(at + 1));
}

const isDomain = (domain: string): boolean => domain.length <= MAX_DOMAIN && DOMAIN.test(domain);

/** A domain of the DNS, Unicode accepted. */
export const DomainName = z
  .string()
  .trim()
  .overwrite(asciiDomain)
  .max(MAX_DOMAIN)
  .refine(isDomain, { error: 'must be a domain, such as example.com', params: { code: 'invalid_format' } });

/**
 * An address as SMTP can carry it (RFC 5321, 4.1.2, without quoted local parts): 64 octets before the `@`, 254 in all. A
 * Unicode domain is stored in its ASCII form, so that one mailbox has one address.
 */
export const EmailAddress = z
  .string()
  .trim()
  .overwrite(asciiAddress)
  .max(MAX_ADDRESS)
  .refine(isAddress, { error: 'must be an e-mail address', params: { code: 'invalid_format' }, abort: true })
  .refine((address) => address.lastIndexOf('@') <= 64, {
    error: 'must have at most 64 characters before the @',
    params: { code: 'too_long' },
  })
  .meta({ format: 'email' });
