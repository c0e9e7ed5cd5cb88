import { OPERATOR, SERVICES } from '#contracts';

/** Creates and changes the streams; no service may. */
export const PROVISIONER = 'provisioner';

/** The users of NATS: one for each service, the provisioner, and the operator's tool. */
export const NATS_USERS = [...SERVICES, PROVISIONER, OPERATOR] as const;
export type NatsUserName = (typeof NATS_USERS)[number];

/** The replies to a user arrive under a prefix of its own: under the usual `_INBOX` each could listen to all. */
export const inboxOf = (user: string): string => `_INBOX_${user}`;

/** An inbox of a user, or of a client without a prefix of its own. */
export const isInbox = (subject: string): boolean => /^_INBOX[._]/.test(subject);

/** The same servers, with the login of a user. */
export function withLogin(url: string, user: string, password: string): string {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return url
    .split(',')
    .map((each) => each.trim().replace(/^(\w+:\/\/)(?:[^@/]*@)?/, `$1${login}`))
    .join(',');
}
