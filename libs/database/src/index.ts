export { cursorAfter, LAST_UUID, uuidIn } from './cursor.js';
export { pageFrom, pageOfWritten, type WrittenItem } from './page.js';
export { DatabaseModule } from './database.module.js';
export { dumpSchema } from './dump-schema.js';
export { Foundation1700000000000 } from './foundation-migration.js';
export { DatabaseHealth } from './health.js';
export { Inbox } from './inbox.js';
export { migrateService, rolledOut, type Migratable } from './migrate.js';
export { MessagePublisher } from './outbox/message-publisher.js';
export { republish } from './outbox/republish.js';
export type { OutboxMessage } from './outbox/outbox-message.js';
export { Outbox } from './outbox/outbox.js';
export {
  prepared,
  PreparedTexts,
  type ComposedStatement,
  type PreparedStatement,
} from './prepared-statement.js';
export { provisionService } from './provision.js';
export type { Queryable } from './queryable.js';
export type { ServiceDatabase } from './service-database.js';
export { SqlParams } from './sql-params.js';
export { violatedConstraint } from './store-error.js';
export { Database, Transaction } from './transaction.js';
export { withClient } from './with-client.js';
