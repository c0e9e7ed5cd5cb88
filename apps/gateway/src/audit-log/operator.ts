import type { Actor } from '#contracts';
import { currentCorrelation } from '#messaging';
import type { Author, Origin } from './author.js';

/** The people who run the system. */
export const OPERATOR: Actor = { type: 'operator', id: null, name: 'operator' };

/** The place of a request that came from the operator's tool over NATS. */
export const operatorOrigin = (): Origin => ({
  address: 'nimbus',
  userAgent: null,
  requestId: currentCorrelation().requestId ?? '',
});

export const operatorAuthor = (): Author => ({ ...operatorOrigin(), actor: OPERATOR });
