/**
 * One harness for the tests of every service, on real servers:
 *
 *   const servers = useServers();                      // this suite's own database and NATS account
 *   const stubs = await StubServices.start(natsUrl);   // the other services: answer requests, publish events
 *   const service = await startTestService(servers, {  // the service under test, migrated; twice for two replicas
 *     service: 'campaigns', migrations, module: (env) => CampaignsModule.forConfig(loadConfig(serviceConfig('campaigns'), env), clock),
 *   });
 *   await stubs.answer(HoldCampaign, () => ({ in_flight: 0 }));
 *   await stubs.rpc.request(LaunchCampaign, ref);      // and `refusalOf(request)` for one that is refused
 *   await eventually(async () => expect(await outboxEvents(database, CampaignLaunched)).toHaveLength(1));
 *
 * `startServiceCore` starts some providers on the database, without NATS. Time is a `MovableClock`, and nothing sleeps.
 * An app keeps its own part in `test/<service>-harness.ts` (starts and stops it all), `test/stub-services.ts` (default
 * answers), `test/<thing>-fixtures.ts` (objects) and `test/seed-<thing>.ts` (rows, written in bulk).
 */
export { DnsServer } from './dns/dns-server.js';
export { EventClient } from './event-client.js';
export { eventually, type EventuallyOptions } from './eventually.js';
export { ImapMailbox } from './imap/imap-mailbox.js';
export { ImapServer } from './imap/imap-server.js';
export { outboxEvents } from './outbox-events.js';
export { refusalOf } from './refusal-of.js';
export { startServiceCore, type ServiceCore } from './service-core.js';
export { ended, spawnService } from './service-process.js';
export { respondWith, StubServices, type StubHandler, type StubReply } from './stub-services.js';
export { urlOfUser } from './suite-account.js';
export { useServers, type SuiteServers } from './suite-servers.js';
export { startTestService } from './test-service.js';
export { TraceCollector, type ExportedSpan } from './trace-collector.js';
export { accountView, campaignView, recipient, stepView } from './view-fixtures.js';
