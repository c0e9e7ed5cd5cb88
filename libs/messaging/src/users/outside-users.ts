import { AckPolicy, DeliverPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { BUS_IN, BUS_OUT, BUS_REPLY } from '#contracts';
import type { Id } from '#kernel';
import { serversOf } from '../connection.js';
import { isRefused } from '../events/api-error.js';
import type { NatsPermissions } from './nats-permissions.js';
import { inboxOf, PROVISIONER } from './user-names.js';

const STREAM = 'OUTBOUND';

/** A user of NATS for another system, which belongs to one workspace. */
export interface OutsideUser {
  readonly workspaceId: Id<'ws'>;
  /** Tells it from other users of the workspace: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** It reads events and sends no commands. */
  readonly readOnly: boolean;
}

/** Its login on NATS, and the name of its consumer. No service has one like it. */
export const loginOf = ({ workspaceId, name }: Pick<OutsideUser, 'workspaceId' | 'name'>): string =>
  `${workspaceId}-${name}`;

/**
 * The rights of a user of another system. It creates no consumer: who may, chooses where the server delivers, and the
 * server delivers where the user itself may not publish.
 */
export function outsidePermissions(user: OutsideUser): NatsPermissions {
  const { workspaceId, readOnly } = user;
  const login = loginOf(user);
  const consumer = `${STREAM}.${login}`;
  return {
    publish: {
      allow: [
        `$JS.ACK.${consumer}.>`,
        `$JS.API.CONSUMER.INFO.${consumer}`,
        `$JS.API.CONSUMER.MSG.NEXT.${consumer}`,
        ...(readOnly ? [] : [`${BUS_IN}.${workspaceId}.>`]),
      ],
    },
    subscribe: {
      allow: [`${BUS_OUT}.${workspaceId}.>`, `${BUS_REPLY}.${workspaceId}.>`, `${inboxOf(login)}.>`],
    },
  };
}

/** The rights of the provisioner over the consumers of all outside users. */
export const OUTSIDE_CONSUMERS: readonly string[] = [
  `$JS.API.CONSUMER.CREATE.${STREAM}.*.${BUS_OUT}.*.>`,
  `$JS.API.CONSUMER.DELETE.${STREAM}.*`,
];

/** Makes the consumer of a user, with the events of its workspace only. `url` is the provisioner's. Safe to repeat. */
export const createOutsideConsumer = (url: string, user: OutsideUser): Promise<void> =>
  withManager(url, async ({ consumers }) => {
    await consumers.add(STREAM, {
      durable_name: loginOf(user),
      filter_subject: `${BUS_OUT}.${user.workspaceId}.>`,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
    });
  });

/** Deletes the consumer of a user, if it is there. `url` is the provisioner's. */
export const deleteOutsideConsumer = (
  url: string,
  user: Pick<OutsideUser, 'workspaceId' | 'name'>,
): Promise<void> =>
  withManager(url, async ({ consumers }) => {
    try {
      await consumers.delete(STREAM, loginOf(user));
    } catch (error) {
      if (!isRefused(error, 'consumerNotFound')) throw error;
    }
  });

async function withManager(url: string, use: (manager: JetStreamManager) => Promise<void>): Promise<void> {
  const connection = await connect({
    ...serversOf(url),
    inboxPrefix: inboxOf(PROVISIONER),
    reconnect: false,
  });
  try {
    await use(await jetstreamManager(connection, { checkAPI: false }));
  } finally {
    await connection.close();
  }
}
