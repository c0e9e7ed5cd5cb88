import type { NewDeliverabilityEvent } from '../../watch/index.js';
import type { Turn } from '../domain/domain-state.js';
import type { SendingDomain } from '../domain/sending-domain.js';

/** The entry of the log when SPF, DKIM or DMARC of a domain begins to fail, and when it fails no more. */
export const turnEvents = (
  { workspace_id, domain }: SendingDomain,
  turns: readonly Turn[],
  at: Date,
): NewDeliverabilityEvent[] =>
  turns.map(({ mechanism, result, problem }) => {
    const name = mechanism.toUpperCase();
    const data = { mechanism, result, problem };
    if (result !== 'fail') {
      const message = `${name} of ${domain} does not fail any more`;
      return { workspace_id, type: 'domain_recovered', domain, message, data, at };
    }
    const message = `${name} of ${domain} fails: ${problem ?? ''}`;
    const reason = { code: 'authentication_failing', message } as const;
    return { workspace_id, type: 'domain_failing', domain, message, reasons: [reason], data, at };
  });
