import type { Provider, Type } from '@nestjs/common';
import type { PlatformsConfig } from '../platforms.config.js';
import { AccountDirectory } from './clients/account-directory.js';
import { ConnectionCalls } from './clients/connection-calls.js';
import { ConnectionMetrics } from './persistence/connection-metrics.js';
import { ConnectionSecrets } from './persistence/connection-secrets.js';
import { Connections } from './persistence/connections.js';
import { PlatformAccounts } from './persistence/platform-accounts.js';
import { AccountSyncSchedule } from './transport/account-sync.schedule.js';
import { BrokenConnectionsSchedule } from './transport/broken-connections.schedule.js';
import { ConnectionsController } from './transport/connections.controller.js';
import { PUBLIC_URL } from './transport/public-url.js';
import { CheckCredentials } from './use-cases/check-credentials.js';
import { CreateConnection } from './use-cases/create-connection.js';
import { DeleteConnection } from './use-cases/delete-connection.js';
import { SyncAccounts } from './use-cases/sync-accounts.js';
import { SyncNow } from './use-cases/sync-now.js';
import { TestConnection } from './use-cases/test-connection.js';
import { UpdateConnection } from './use-cases/update-connection.js';

const clients = [AccountDirectory, ConnectionCalls];
const repositories = [ConnectionMetrics, ConnectionSecrets, Connections, PlatformAccounts];
const useCases = [
  CheckCredentials,
  CreateConnection,
  DeleteConnection,
  SyncAccounts,
  SyncNow,
  TestConnection,
  UpdateConnection,
];
const schedules = [AccountSyncSchedule, BrokenConnectionsSchedule];

export const optionsOf = ({ PUBLIC_URL: url }: PlatformsConfig): Provider[] => [
  { provide: PUBLIC_URL, useValue: url },
];
export const providers: Provider[] = [...clients, ...repositories, ...useCases, ...schedules];
export const controllers: Type[] = [ConnectionsController];
