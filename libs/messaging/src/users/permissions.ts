import {
  BUS_CONSUMER,
  BUS_OUT,
  BUS_REPLY,
  DEAD_HOOKS,
  OPERATOR,
  serviceOf,
  STREAMS,
  type Requester,
  type ServiceName,
} from '#contracts';
import type { Durable } from '../events/durable.js';
import { filterSubject, streamOf, type EventSubscription } from '../events/subscription.js';
import { EVENTS, REQUESTS, SIGNALS } from './all-contracts.js';
import type { NatsPermissions } from './nats-permissions.js';
import { OUTSIDE_CONSUMERS } from './outside-users.js';
import { inboxOf, PROVISIONER, type NatsUserName } from './user-names.js';

/** Longer than any deadline, also with the longer ones of the tests. */
const REPLY_WITHIN = '2m';

/** The rights of a user on NATS, from the contracts: they change with the contracts and are written nowhere else. */
export function permissionsOf(user: NatsUserName): NatsPermissions {
  if (user === PROVISIONER) return ofProvisioner();
  return user === OPERATOR ? ofOperator() : ofService(user);
}

/** The right to change a stream is the right to read everything: a stream takes any subject, also those of inboxes. */
const ofProvisioner = (): NatsPermissions => ({
  publish: { allow: [...['INFO', 'CREATE', 'UPDATE'].flatMap(eachStream), ...OUTSIDE_CONSUMERS].toSorted() },
  subscribe: { allow: [`${inboxOf(PROVISIONER)}.>`] },
});

/**
 * The tool asks the services, which do the work by their own rules. It reads dead letters, and deletes those that are
 * settled. It purges what other systems have sent to a deleted workspace and got from it. It publishes no event.
 */
const ofOperator = (): NatsPermissions => ({
  publish: {
    allow: [
      ...askedBy(OPERATOR),
      ...eachStream('INFO'),
      '$JS.API.STREAM.MSG.GET.DEAD_LETTER',
      '$JS.API.STREAM.MSG.DELETE.DEAD_LETTER',
      '$JS.API.STREAM.PURGE.INBOUND',
      '$JS.API.STREAM.PURGE.OUTBOUND',
    ].toSorted(),
  },
  subscribe: { allow: [`${inboxOf(OPERATOR)}.>`] },
});

const askedBy = (requester: Requester): string[] =>
  REQUESTS.filter((request) => request.askedBy.includes(requester)).map(({ subject }) => subject);

function ofService(service: ServiceName): NatsPermissions {
  const handled = REQUESTS.filter((request) => serviceOf(request) === service);
  const publish = [
    ...askedBy(service),
    ...EVENTS.filter(({ producedBy }) => producedBy.includes(service)).map(({ subject }) => subject),
    ...SIGNALS.filter(({ sentBy }) => sentBy.includes(service)).map(({ subject }) => subject),
    ...subscriptionsOf(service).flatMap((subscription) => consuming(service, subscription)),
    ...busRights(service),
    ...(service === DEAD_HOOKS.service ? [DEAD_HOOKS.subject] : []),
    ...eachStream('INFO'), // the health check asks whether each stream has a leader
  ];
  // With its queue group: a second listener beside the group would read every request.
  const subscribe = [
    ...handled.map(({ subject }) => `${subject} ${service}`),
    ...SIGNALS.filter(({ heardBy }) => heardBy.includes(service)).map(({ subject }) => subject),
  ];
  return {
    publish: { allow: publish.toSorted() },
    subscribe: { allow: [...subscribe.toSorted(), `${inboxOf(service)}.>`] },
    ...(handled.length > 0 && { allow_responses: { max: 1, expires: REPLY_WITHIN } }),
  };
}

/** The consumers of a service: its name is the first word of their names. */
export function subscriptionsOf(service: ServiceName): EventSubscription[] {
  const durables = new Set(EVENTS.flatMap(({ consumedBy }) => consumedBy));
  return [...durables]
    .filter((durable) => durable.startsWith(`${service}-`))
    .map((durable) => ({
      durable,
      contracts: EVENTS.filter(({ consumedBy }) => consumedBy.includes(durable)),
    }));
}

/** The bus has no contracts of events: its subjects begin with the workspace. */
function busRights(service: ServiceName): string[] {
  if (service === 'webhooks') return [`${BUS_OUT}.>`];
  return service === BUS_CONSUMER.service ? [`${BUS_REPLY}.>`, ...consumerRights(service, BUS_CONSUMER)] : [];
}

const consuming = (service: ServiceName, subscription: EventSubscription): string[] =>
  consumerRights(service, {
    stream: streamOf(subscription).name,
    durable: subscription.durable,
    filter: filterSubject(subscription.contracts),
  });

/** Creating names the filter: the server refuses a body with another one. */
function consumerRights(service: ServiceName, { stream, durable, filter }: Durable): string[] {
  const consumer = `${stream}.${durable}`;
  return [
    `$JS.API.CONSUMER.CREATE.${consumer}.${filter}`,
    `$JS.API.CONSUMER.INFO.${consumer}`,
    `$JS.API.CONSUMER.MSG.NEXT.${consumer}`,
    `$JS.ACK.${consumer}.>`,
    `dlq.${service}.${durable}`,
  ];
}

const eachStream = (verb: string): string[] => STREAMS.map(({ name }) => `$JS.API.STREAM.${verb}.${name}`);
