/** The owner of the secret differs by protocol, so that neither password decrypts in the other's column. */
export const passwordOwner = (accountId: string, protocol: 'smtp' | 'imap'): string =>
  `${accountId} ${protocol}`;
