import type { OutsidePlatform } from '#kernel';

/** Where a platform sends its hooks. */
export const hookUrl = (publicUrl: string, platform: OutsidePlatform, token: string): string =>
  `${publicUrl}/hooks/${platform}/${token}`;
