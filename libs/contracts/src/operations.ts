import { z } from 'zod';
import { defineRequest, type RequestContract } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';
import { OPERATOR, SERVICES, type ServiceName } from './services.js';

/** A request that every service handles alike, for the operator's tool: the contract of a service. */
const operation =
  <Req extends z.ZodType, Res extends z.ZodType>(
    verb: string,
    contract: Omit<RequestContract<Req, Res>, 'subject' | 'askedBy' | 'timeoutMs'> &
      Partial<Pick<RequestContract, 'timeoutMs'>>,
  ) =>
  (service: ServiceName): RequestContract<Req, Res> =>
    defineRequest<Req, Res>({ ...contract, subject: `rpc.${service}.${verb}.v1`, askedBy: [OPERATOR] });

/** How a service sees itself and its database. */
export const getStatus = operation('get-status', {
  request: z.object({}),
  response: z.object({
    node: z.string(),
    now: Instant,
    database: z.object({ version: z.string(), now: Instant, pending_migrations: z.array(z.string()) }),
  }),
  refusals: [],
});

/**
 * Hands a dead letter once more to the consumer that could not handle it, and to no other one. Refused with the reason
 * where it fails again; what has an effect already has none a second time.
 */
export const replayDeadLetter = operation('replay-dead-letter', {
  request: z.object({
    consumer: z.string(),
    subject: z.string(),
    headers: z.record(z.string(), z.string()),
    payload: z.string(),
    /** When the original was stored as a dead letter. */
    stored_at: Instant,
  }),
  response: z.object({}),
  refusals: ['unknown_consumer', 'failed_again'],
  timeoutMs: 15_000,
});

const DeletedWorkspace = z.object({
  /** Not `workspace_id`: the work is the service's own, and not limited to what a request of the workspace may do. */
  id: IdOf('ws'),
});

/**
 * Stops everything that this service does for a workspace that is about to be deleted, and refuses its later events.
 * Answers how many messages are being delivered; no other one starts. To repeat it changes nothing.
 */
export const stopWorkspace = operation('stop-workspace', {
  request: DeletedWorkspace,
  response: z.object({ in_flight: z.number().int() }),
  refusals: [],
});

/** A place on the walk through all rows of a workspace; opaque. */
export const RowPlace = z
  .object({ table: z.string(), part: z.string(), after: z.string().regex(/^\(\d+,\d+\)$/) })
  .nullable();
export type RowPlace = z.infer<typeof RowPlace>;

/** Deletes rows of a stopped workspace for a second; `next` is where to go on, null at the end. */
export const deleteWorkspaceRows = operation('delete-workspace-rows', {
  request: DeletedWorkspace.extend({ place: RowPlace }),
  response: z.object({ deleted: z.number().int(), next: RowPlace }),
  refusals: ['not_stopped'],
  timeoutMs: 15_000,
});

/** The next rows of a workspace, of one table, as they are stored, without secrets, hashes and keys. */
export const exportWorkspaceRows = operation('export-workspace-rows', {
  request: DeletedWorkspace.extend({ place: RowPlace }),
  response: z.object({
    table: z.string().nullable(),
    rows: z.array(z.record(z.string(), z.unknown())),
    next: RowPlace,
  }),
  refusals: [],
  timeoutMs: 15_000,
});

const OnePerson = z.object({ workspace: IdOf('ws'), contact_id: IdOf('cont'), email: z.string() });

/** All that a service has stored about one person, without secrets. */
export const exportContact = operation('export-contact', {
  request: OnePerson,
  response: z.object({
    rows: z.array(z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) })),
  }),
  refusals: [],
  timeoutMs: 15_000,
});

/** Erases what a service has stored about one person. To repeat it erases what came since. */
export const eraseContact = operation('erase-contact', {
  request: OnePerson,
  response: z.object({ erased: z.number().int() }),
  refusals: [],
  timeoutMs: 15_000,
});

/** The services that store secrets, encrypted with SECRETS_KEY. */
export const SECRET_KEEPERS = [
  'deliverability',
  'inbound',
  'webhooks',
  'platforms',
] as const satisfies ServiceName[];

/** A place on the walk through the rows with secrets: a table, and the last row there. */
export const SecretPlace = z.object({ table: z.string(), after: z.uuid() }).nullable();
export type SecretPlace = z.infer<typeof SecretPlace>;

const rows = z.number().int().min(0);

/**
 * Encrypts the secrets of one table with the current key, from a place on, for a second; `next` is where to go on, null at
 * the end. To repeat it changes nothing. Keys are named by their fingerprints.
 */
export const reencryptSecrets = operation('reencrypt-secrets', {
  request: z.object({
    /** The key of the answer before, null in the first request: a replica that has another one refuses. */
    key: z.string().nullable(),
    place: SecretPlace,
  }),
  response: z.object({
    key: z.string(),
    table: z.string(),
    reencrypted: rows,
    /** Rows of another key that were being changed, and are for the next walk. */
    remaining: rows,
    /** Rows whose key is missing. */
    unreadable: rows,
    next: SecretPlace,
  }),
  refusals: ['other_key'],
  timeoutMs: 15_000,
});

const ofEvery = (service: ServiceName): RequestContract[] => [
  getStatus(service),
  replayDeadLetter(service),
  stopWorkspace(service),
  deleteWorkspaceRows(service),
  exportWorkspaceRows(service),
  exportContact(service),
  eraseContact(service),
];

/** All of them, of all services. */
export const OPERATIONS: readonly RequestContract[] = [
  ...SECRET_KEEPERS.map((service) => reencryptSecrets(service)),
  ...SERVICES.flatMap((service) => ofEvery(service)),
];
