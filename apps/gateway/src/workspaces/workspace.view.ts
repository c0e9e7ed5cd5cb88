import { z } from 'zod';
import { examples, IdOf, Instant } from '#contracts';

/** `unset`: there is none. `pending`: its DNS is not right yet. `failed`: it is not, or no longer, and is not used. */
const TrackingDomainStatus = z.enum(['unset', 'pending', 'active', 'failed']);

export const Workspace = z
  .object({
    id: IdOf('ws'),
    name: z.string(),
    time_zone: z.string().meta({ description: 'IANA; the default of campaigns and sending accounts.' }),
    footer: z.string().nullable().meta({
      description: 'Null: the default one. Empty: none.',
    }),
    postal_address: z.string().nullable(),
    tracking_domain: z.string().nullable().meta({
      description:
        'The host of the pixel, the links and the unsubscribe page of messages, while it is `active`.',
    }),
    tracking_domain_status: TrackingDomainStatus.meta({
      description:
        '`unset`: there is none. `pending`: its DNS is not right yet. `active`: messages use it. `failed`: its DNS was wrong three times in a row, and messages use the host of this API; it is checked on.',
    }),
    tracking_domain_target: z.string().meta({
      description: 'The host to which the CNAME of a tracking domain has to lead.',
    }),
    tracking_domain_checked_at: Instant.nullable(),
    tracking_domain_problem: z.string().nullable().meta({
      description: 'The reason why the last check failed, for people.',
    }),
    created_at: Instant,
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof Workspace>;

export const WORKSPACE: Workspace = {
  id: examples.IDS.workspace,
  name: 'Acme',
  time_zone: 'Europe/Berlin',
  footer: null,
  postal_address: 'Acme GmbH, Hauptstr. 1, 10115 Berlin',
  tracking_domain: 'links.acme.example',
  tracking_domain_status: 'active',
  tracking_domain_target: 'campaigns.example.com',
  tracking_domain_checked_at: '2026-04-20T09:00:00.000Z',
  tracking_domain_problem: null,
  created_at: '2026-01-05T08:00:00.000Z',
};
