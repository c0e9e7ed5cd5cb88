/** Printable ASCII: it goes into a header as it is. */
const HEADER_SAFE = /^https?:\/\/[\x21-\x7e]+$/i;

/**
 * The `Location` of a signed target: exactly its text, or, where a header could not hold that, the form in which browsers
 * send it (percent-encoded, without line breaks). Undefined for anything but a web address: composing signs no other, but
 * a `javascript:` here would run on our host.
 */
export function redirectTarget(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  return HEADER_SAFE.test(url) ? url : parsed.href;
}
