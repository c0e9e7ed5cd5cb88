/** RFC 2606, RFC 6761, RFC 6762, RFC 7686, RFC 8375, and the private name of ICANN: nobody owns them, so no lookup says anything. */
const RESERVED = [
  'example',
  'test',
  'invalid',
  'localhost',
  'local',
  'internal',
  'onion',
  'home.arpa',
  'example.com',
  'example.net',
  'example.org',
];

/**
 * Whether a name can be one of the public DNS. Other names are never looked up: they would reach a network's own zones,
 * whose names a customer could then try out.
 */
export const isPublicName = (name: string): boolean =>
  name.includes('.') && !RESERVED.some((reserved) => name === reserved || name.endsWith(`.${reserved}`));
