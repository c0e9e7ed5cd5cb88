export * from './connection.js';
export * from './correlation.js';
export * from './cursor-signature.js';
export { ConsumerMetrics } from './events/consumer-metrics.js';
export { storeDeadLetter } from './events/dead-letter.js';
export { openConsumer } from './events/durable.js';
export { EventConsumer, type Worker } from './events/event-consumer.js';
export * from './events/event-consumers.js';
export * from './events/jetstream-publisher.js';
export * from './events/make-event.js';
export * from './events/newest-of-each.js';
export { EventFilter } from './events/event-filter.js';
export { isEvent, OnEvents, type AnyEventOf } from './events/on-events.js';
export { Replays, type DeadLetter } from './events/replays.js';
export * from './events/to-messages.js';
export { provisionStreams } from './events/provision.js';
export * from './events/provision-all.js';
export { streamReports, type StreamReport } from './events/stream-problems.js';
export * from './events/topology.js';
export * from './find-jetstream.js';
export * from './health.js';
export * from './message-size.js';
export * from './messaging.module.js';
export * from './page.js';
export * from './rpc/json-bytes.js';
export * from './rpc/request-handler.js';
export * from './rpc/rpc-client.js';
export * from './rpc/rpc-server.js';
export { bug, refusal, respond } from './rpc/rpc-wire.js';
export * from './signals.js';
export { EVENTS, REQUESTS, SIGNALS } from './users/all-contracts.js';
export * from './users/authorization.js';
export * from './users/nats-users.js';
export {
  createOutsideConsumer,
  deleteOutsideConsumer,
  loginOf,
  type OutsideUser,
} from './users/outside-users.js';
export { NATS_USERS, PROVISIONER, withLogin, type NatsUserName } from './users/user-names.js';
