import { z } from 'zod';
import { EmailAddress } from './email-address.js';
import { nonEmptyText, TimeZone } from './fields.js';
import { IdOf } from './ids.js';
import { NewPassword } from './users.js';

/** `POST /admin/workspaces/`: an operator makes a workspace with its owner and a first API key. */
export const WorkspaceInput = z.strictObject({
  name: nonEmptyText(200),
  time_zone: TimeZone.default('UTC'),
  owner: z.strictObject({ email: EmailAddress, password: NewPassword }),
});
export type WorkspaceInput = z.infer<typeof WorkspaceInput>;

/** The key is shown this once; only its hash is kept. */
export const WorkspaceCreated = z.object({ workspace_id: IdOf('ws'), api_key: z.string() });
export type WorkspaceCreated = z.infer<typeof WorkspaceCreated>;
