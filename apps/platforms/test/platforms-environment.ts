import { randomBytes } from 'node:crypto';

/** The platforms of the tests are on loopback. */
export const environmentOf = (changes: Readonly<Record<string, string>> = {}) => ({
  SECRETS_KEY: randomBytes(32).toString('base64'),
  ALLOW_PRIVATE_NETWORKS: 'true',
  PUBLIC_URL: 'https://nimbus.test',
  ...changes,
});
