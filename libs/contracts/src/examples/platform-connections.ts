import type { z } from 'zod';
import type { PlatformConnectionInput, PlatformConnectionView } from '../platform-connections.js';
import { IDS } from './ids.js';

export const PLATFORM_CONNECTION_INPUT: z.input<typeof PlatformConnectionInput> = {
  platform: 'reachinbox',
  credentials: { api_key: '6f1c0a52-8e0c-4f3b-9d57-3c1f0f6a2b1e' },
};

export const NEW_PLATFORM_CONNECTION: PlatformConnectionView = {
  id: IDS.connection,
  workspace_id: IDS.workspace,
  client_id: null,
  platform: 'reachinbox',
  status: 'working',
  reason: null,
  checked_at: '2026-04-23T09:00:00.000Z',
  accounts: 0,
  accounts_synced_at: null,
  hook: {
    url: 'https://nimbus.example.com/hooks/reachinbox/q3Jb0mW8dP1xT5kNvR7sYcA2eLhG9uZf',
    registered: false,
    events: [
      'EMAIL_SENT',
      'EMAIL_OPENED',
      'EMAIL_CLICKED',
      'REPLY_RECEIVED',
      'EMAIL_BOUNCED',
      'CAMPAIGN_COMPLETED',
    ],
  },
  created_at: '2026-04-23T09:00:00.000Z',
  updated_at: '2026-04-23T09:00:00.000Z',
};

export const PLATFORM_CONNECTION: PlatformConnectionView = {
  ...NEW_PLATFORM_CONNECTION,
  accounts: 24,
  accounts_synced_at: '2026-04-23T10:00:12.000Z',
};
