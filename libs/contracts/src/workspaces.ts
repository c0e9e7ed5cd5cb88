import { z } from 'zod';
import { defineEvent } from './define.js';
import { DomainName, EmailAddress } from './email-address.js';
import { nonEmptyText, text, TimeZone } from './fields.js';
import { IdOf } from './ids.js';
import { NewPassword } from './users.js';

/** `POST /admin/workspaces/`: an operator makes a workspace with its owner and a first API key. */
export const WorkspaceInput = z.strictObject({
  name: nonEmptyText(200),
  time_zone: TimeZone.default('UTC'),
  owner: z.strictObject({ email: EmailAddress, password: NewPassword }),
});
export type WorkspaceInput = z.infer<typeof WorkspaceInput>;

/** The longest footer and postal address. */
const MAX_FOOTER = 2_000;
const MAX_ADDRESS = 500;

/** The one thing that a footer may have replaced; composing messages replaces it. */
const UNSUBSCRIBE_URL = /\{\{-?\s*unsubscribe_url\s*-?\}\}/g;
const TAG = /\{[{%]|[%}]\}/;

/** A footer is no template: another tag would be in the message as it is written. */
const Footer = text(MAX_FOOTER).refine((footer) => !TAG.test(footer.replaceAll(UNSUBSCRIBE_URL, '')), {
  error: 'may hold {{ unsubscribe_url }} and no other tag',
  params: { code: 'malformed_template' },
});

/** `PATCH /workspace/`. Null takes the value away; a body without a field changes nothing. */
export const WorkspaceChanges = z
  .strictObject({
    name: nonEmptyText(200),
    time_zone: TimeZone,
    footer: Footer.nullable().meta({
      description:
        'Plain text at the end of every message whose template does not name `unsubscribe_url` itself; `{{ unsubscribe_url }}` in it becomes the link. Null: the default one. Empty: none, so that every sequence needs the link.',
    }),
    postal_address: text(MAX_ADDRESS).nullable().meta({
      description: 'Added to the footer of every message: CAN-SPAM wants a postal address.',
    }),
    tracking_domain: DomainName.overwrite((domain) => domain.toLowerCase())
      .nullable()
      .meta({
        description:
          'The host of the open pixel, the links and the unsubscribe page. Used once its CNAME points to the host of this API.',
      }),
  })
  .partial();
export type WorkspaceChanges = z.infer<typeof WorkspaceChanges>;

/** The settings of a workspace that other services need. The highest version wins. */
export const WorkspaceChanged = defineEvent({
  type: 'workspace.changed',
  producedBy: ['gateway'],
  consumedBy: ['campaigns-workspaces', 'dispatcher-workspaces'],
  summary: 'A workspace was created, or its settings were changed.',
  data: z.object({
    version: z.number().int().min(1),
    footer: z.string().nullable(),
    postal_address: z.string().nullable(),
    /** Only once it was checked; null: `PUBLIC_URL`. */
    tracking_domain: z.string().nullable(),
  }),
});

/** The key is shown this once; only its hash is kept. */
export const WorkspaceCreated = z.object({ workspace_id: IdOf('ws'), api_key: z.string() });
export type WorkspaceCreated = z.infer<typeof WorkspaceCreated>;
