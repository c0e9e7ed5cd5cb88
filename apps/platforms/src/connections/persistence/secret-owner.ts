type ConnectionSecret = 'credentials' | 'hook-token';

/** The owner of each kind differs, so that neither decrypts in the column of the other. */
export const secretOwner = (connectionId: string, secret: ConnectionSecret): string =>
  `${connectionId} ${secret}`;
