import { z } from 'zod';
import { examples, IdOf, Instant, nonEmptyText, TimeZone } from '#contracts';

export const Workspace = z
  .object({
    id: IdOf('ws'),
    name: z.string(),
    time_zone: z.string().meta({ description: 'IANA; the default of campaigns and sending accounts.' }),
    created_at: Instant,
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof Workspace>;

export const WorkspaceChanges = z.strictObject({ name: nonEmptyText(200), time_zone: TimeZone }).partial();
export type WorkspaceChanges = z.infer<typeof WorkspaceChanges>;

export const WORKSPACE: Workspace = {
  id: examples.IDS.workspace,
  name: 'Acme',
  time_zone: 'Europe/Berlin',
  created_at: '2026-01-05T08:00:00.000Z',
};
