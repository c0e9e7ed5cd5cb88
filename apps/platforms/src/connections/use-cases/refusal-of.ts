import { DomainError } from '#kernel';
import { UnreadableSecret } from '#secrets';
import { PlatformError } from '../../clients/platform-error.js';

/** The failure of a call to a platform, as the caller of the API hears of it. Other errors stay as they are. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof UnreadableSecret) return UNREADABLE;
  if (!(error instanceof PlatformError)) return error;
  const { kind, message } = error;
  return kind === 'credentials_refused' || kind === 'rejected'
    ? new DomainError('rejected', 'platform_refused_credentials', message)
    : new DomainError('unavailable', 'platform_unavailable', message);
}

const UNREADABLE = new DomainError(
  'unavailable',
  'platform_unavailable',
  'no key of this installation opens the stored credentials: enter them again',
);
