/** The secrets of an account: the passwords of its servers, and those of its login by OAuth. */
export type AccountSecret = 'smtp' | 'imap' | 'client_secret' | 'refresh_token' | 'access_token';

/** The owner of each secret of an account differs, so that none decrypts in the column of another. */
export const secretOwner = (accountId: string, secret: AccountSecret): string => `${accountId} ${secret}`;
