import type { z } from 'zod';
import type { Page } from '../paging.js';
import type { WorkspaceCreated, WorkspaceInput } from '../workspaces.js';
import { IDS } from './ids.js';

/** The first page of a list. */
export const pageWith = <Item>(...results: Item[]): Page<Item> => ({
  results,
  next_cursor: 'Y29udF8wMWtuczBmaGowMGZn.c2VhbGVkLWJ5LXVz',
  has_more: true,
});

export const WORKSPACE_INPUT: z.input<typeof WorkspaceInput> = {
  name: 'Acme',
  time_zone: 'Europe/Berlin',
  owner: { email: 'owner@acme.example', password: 'a long enough one' },
};

/** An invented secret. */
export const SECRET = 'pZ1v7Qm3x0Jr5sKdU2yBtHcLwEaGnNfVoI8qT4uXi6M';

export const WORKSPACE_CREATED: WorkspaceCreated = {
  workspace_id: IDS.workspace,
  api_key: `nmbapi_${SECRET}`,
};
