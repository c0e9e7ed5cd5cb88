import type { ConnectedPlatform } from './connection.js';

/** Where a platform sends its hooks. */
export const hookUrl = (publicUrl: string, platform: ConnectedPlatform, token: string): string =>
  `${publicUrl}/hooks/${platform}/${token}`;
