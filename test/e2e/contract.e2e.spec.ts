import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import { examples } from '#contracts';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { ApiContract } from '../support/api-contract.js';
import { filledPath, kindOf, type ApiOperation } from '../support/api-operations.js';
import { call, type ApiResponse } from '../support/call.js';
import { ADMIN_TOKEN, createWorkspace } from '../support/campaign-fixtures.js';
import { exampleBody, exampleQueries } from '../support/example-requests.js';
import { seedOneOfEach, webhookUrl } from '../support/seed-one-of-each.js';
import { seedReply } from '../support/seed-replies.js';
import { reopenEnrollJob, seedFinishedExport } from '../support/seed-sends.js';
import { useSystem } from '../support/use-system.js';

const MINUTE_MS = 60_000;
const WithId = z.object({ id: z.string() });
const Tokens = z.object({ access_token: z.string(), refresh_token: z.string() });
const OneTimeToken = z.object({ token: z.string() });
const People = z.object({ results: z.array(z.object({ email: z.string(), role: z.string() })) });
const Shown = z.object({ secret: z.string().optional(), recovery_codes: z.array(z.string()).optional() });
/** The owner's password after its change by the example. */
const NEW_PASSWORD = 'another long one';
const Listed = z.object({ results: z.array(WithId) });

/** Examples that end a resource run on the one that an earlier example created. */
const TO_A_NEW_ONE = /\/(launch|pause|resume|archive|activate|cancel)$/;

const needsSession = ({ security, scopes }: Pick<ApiOperation, 'security' | 'scopes'>): boolean =>
  security.length > 0 && scopes.length === 0;

describe('every route of the document', () => {
  const system = useSystem({ rateLimits: 'on' });
  let rest: RestClient;
  let contract: ApiContract;
  let ids: Record<string, string[]>;
  const made = new Map<string, string>();
  let tokens: z.infer<typeof Tokens> | undefined;
  let owner: z.infer<typeof Tokens> | undefined;
  /** Fields of bodies that an earlier response has shown, by the path of the route that takes them. */
  const shown: Record<string, object> = {};

  beforeAll(async () => {
    rest = await createWorkspace(system.baseUrl);
    // the contact that the examples of filters find
    await call(rest, 'POST', 'contacts/', { email: 'tier-a@example.com', icp_tier: 'A', country: 'DE' });
    ids = await seedOneOfEach(rest, system.mailbox.smtpPort, 20);
    const [enrollJob = ''] = ids['jobs'] ?? [];
    await reopenEnrollJob(system.databaseUrl, enrollJob);
    made.set('jobs', enrollJob);
    ids['replies'] = [await seedReply(rest, system.databaseUrl, ids['campaigns']?.[0] ?? '')];
    ids['jobs'] = [await seedFinishedExport(rest, system.databaseUrl, ids['campaigns']?.[1] ?? '')];
    const [user = ''] = ids['users'] ?? [];
    made.set('users', user);
    system.reachinbox.keys.add(examples.PLATFORM_CONNECTION_INPUT.credentials['api_key'] ?? '');
    shown['webhooks'] = { url: webhookUrl(system.mailbox.smtpPort) };
    shown['webhooks/{id}/recover'] = { since: new Date(Date.now() - 3_600_000).toISOString() };
    shown['auth/totp'] = { password: NEW_PASSWORD };
    const input = { email: 'invited@example.com', role: 'viewer' };
    const invitation = await rest.post(OneTimeToken, 'users/', input);
    const reset = await rest.post(OneTimeToken, `users/${user}/reset-password/`);
    shown['auth/accept-invitation'] = invitation;
    shown['auth/reset-password'] = reset;
    owner = await logInAsOwner();
    contract = await ApiContract.of(system.baseUrl, { rateLimits: 'on' });
  });

  const logInAsOwner = async () => {
    const { results } = await rest.get(People, 'users/');
    const email = results.find(({ role }) => role === 'owner')?.email;
    return rest.post(Tokens, 'auth/login/', { email, password: 'correct horse battery' });
  };

  const authorizationOf = ({ path, security, scopes }: ApiOperation): Record<string, string> => {
    if (path.startsWith('admin/')) return { authorization: `Bearer ${ADMIN_TOKEN}` };
    if (path === 'users/{id}/reset-totp') return { authorization: `Bearer ${owner?.access_token}` };
    return needsSession({ security, scopes }) ? { authorization: `Bearer ${tokens?.access_token}` } : {};
  };

  const pathOf = (operation: ApiOperation): string => {
    const kind = kindOf(operation);
    const toANewOne = operation.method === 'DELETE' || TO_A_NEW_ONE.test(operation.path);
    const id = toANewOne ? made.get(kind) : ids[kind]?.[0];
    return filledPath(operation, id ?? `no-${kind}`, ids['deliveries']?.[0] ?? '');
  };

  const bodyOf = (operation: ApiOperation): unknown => {
    if (operation.requestBody === undefined) return undefined;
    const example = exampleBody(operation, Object.values(ids).flat());
    const fields = shown[operation.path];
    return fields === undefined ? example : { ...Object(example), ...fields };
  };

  interface Request {
    readonly query?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  }
  const send = (
    operation: ApiOperation,
    { query = '', body = bodyOf(operation), headers = {} }: Request = {},
  ): Promise<ApiResponse> => {
    const { method } = operation;
    system.clock.advance(MINUTE_MS);
    const all = { ...authorizationOf(operation), ...headers };
    return call(rest, method, `${pathOf(operation)}/${query}`, body, all);
  };

  /** The flaws of a route's responses to a repeated request and to another body, under one Idempotency-Key. */
  const repeatFlaws = async (
    operation: ApiOperation,
    headers: Record<string, string>,
    first: ApiResponse,
  ) => {
    const again = await send(operation, { headers });
    const other = await send(operation, { headers, body: { ...Object(bodyOf(operation)), other: true } });
    const isSame = again.status === first.status && isDeepStrictEqual(again.body, first.body);
    const isRefused = other.status === 422 && JSON.stringify(other.body).includes('idempotency_key_reused');
    return [
      ...[again, other].flatMap((answer) => contract.flaws(operation, answer)),
      ...((isSame && again.headers.get('idempotent-replayed') === 'true') || isShownOnce(again)
        ? []
        : ['it is not replayed']),
      ...(isRefused ? [] : [`another body under the key is a ${other.status}`]),
    ];
  };

  /** A repetition gets no secret. */
  const isShownOnce = ({ status, body }: ApiResponse): boolean =>
    status === 409 && JSON.stringify(body).includes('idempotency_answer_not_kept');

  const remember = ({ method, path }: ApiOperation, { body }: ApiResponse): void => {
    tokens = Tokens.safeParse(body).data ?? tokens;
    const { secret, recovery_codes: [totp] = [] } = Shown.safeParse(body).data ?? {}; // a file has neither
    if (tokens !== undefined) shown['auth/refresh'] = { refresh_token: tokens.refresh_token };
    // a minute passes before each request
    if (secret !== undefined) {
      const timestamp = system.clock.now().getTime() + MINUTE_MS;
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
      shown['auth/totp/confirm'] = { totp: code };
    }
    if (totp !== undefined) shown['auth/totp/disable'] = { password: NEW_PASSWORD, totp };
    const thing = WithId.safeParse(body);
    if (method === 'POST' && thing.success && !path.includes('/')) made.set(path, thing.data.id);
  };

  const person = { email: 'owner@acme.example', password: 'a long enough one' };
  /** With the password that the example of a change has set. */
  const logInWithNewPassword = async (): Promise<void> => {
    const { body } = await call(rest, 'POST', 'auth/login/', { ...person, password: NEW_PASSWORD });
    tokens = Tokens.parse(body);
  };

  /** Another session to end once somebody is logged in, and a new one after the logout. */
  const logInAgain = async ({ path }: ApiOperation): Promise<void> => {
    if (path === 'auth/login') {
      await call(rest, 'POST', 'auth/login/', person);
      const authorization = `Bearer ${tokens?.access_token}`;
      const { body } = await call(rest, 'GET', 'auth/sessions/', undefined, { authorization });
      made.set('auth', Listed.parse(body).results[0]?.id ?? '');
    }
    if (path === 'auth/logout') await logInWithNewPassword();
  };

  it('accepts its own example, responds as documented, and runs once under an Idempotency-Key', async () => {
    const wrong: unknown[] = [];
    for (const operation of contract.operations.toSorted(byOrder)) {
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await send(operation, { headers });
      const flaws = contract.flaws(operation, answer);
      if (isRepeatable(operation)) flaws.push(...(await repeatFlaws(operation, headers, answer)));
      remember(operation, answer);
      await logInAgain(operation);
      if (answer.status >= 300 || flaws.length > 0) wrong.push(described(operation, answer, flaws));
    }
    expect(wrong).toEqual([]);
  });

  it('accepts each value of its query, alone', async () => {
    const wrong: unknown[] = [];
    for (const operation of contract.operations) {
      // a decision has the id of an event, and is none that the feed could go on after
      const { decisions: _decisions, ...others } = ids;
      const queries = exampleQueries(operation, Object.values(others).flat());
      for (const [name, value] of queries) {
        if (needsSession(operation)) await logInWithNewPassword(); // the former token is an hour old
        const answer = await send(operation, { query: `?${name}=${encodeURIComponent(value)}` });
        const flaws = contract.flaws(operation, answer);
        if (answer.status !== 200 || flaws.length > 0)
          wrong.push({ name, value, ...described(operation, answer, flaws) });
      }
    }
    expect(wrong).toEqual([]);
  });

  it('says when to try again after too many requests', async () => {
    const scopes = contract.operations.flatMap((operation) => operation.scopes);
    const input = { name: 'Slow', scopes: [...new Set(scopes)], rate_limit: 1 };
    const { api_key } = await rest.post(z.object({ api_key: z.string() }), 'api-keys/', input);
    const slow = { baseUrl: system.baseUrl, authorization: { authorization: `Bearer ${api_key}` } };
    const minute = startOfNextMinute(system.clock.now());
    system.clock.travelTo(minute);
    await call(slow, 'GET', 'workspace/');

    const wrong: unknown[] = [];
    for (const operation of contract.operations) {
      system.clock.travelTo(minute); // the minute must not end before the last request on a busy machine
      const answer = await call(slow, operation.method, pathOf(operation));
      const flaws = contract.flaws(operation, answer);
      if (answer.status !== 429 || flaws.length > 0) wrong.push(described(operation, answer, flaws));
    }
    expect(wrong).toEqual([]);
  });
});

/** Only documented for a known caller. */
const isRepeatable = ({ responses }: ApiOperation): boolean =>
  Object.values(responses).some(({ headers }) => 'Idempotent-Replayed' in headers);

const startOfNextMinute = (now: Date): Date =>
  new Date((Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS);

/** In this order, before all others: a workspace, its owner's login, and the routes of that session until it ends. */
const FIRST = [
  'admin/workspaces',
  'auth/login',
  'auth/refresh',
  'auth/sessions',
  'auth/sessions/{id}',
  'auth/sessions/end-others',
  'auth/password',
  'auth/totp',
  'auth/totp/confirm',
  'auth/totp/disable',
  'auth/logout',
];

/** Deletions come last. */
const byOrder = (a: ApiOperation, b: ApiOperation): number => orderOf(a) - orderOf(b);
const orderOf = ({ method, path }: ApiOperation): number => {
  if (FIRST.includes(path)) return FIRST.indexOf(path);
  return FIRST.length + (method === 'DELETE' ? 1 : 0);
};

const described = (
  { method, path }: ApiOperation,
  { status, body }: ApiResponse,
  flaws: readonly string[],
) => ({
  request: `${method} ${path}`,
  status,
  flaws,
  answer: JSON.stringify(body)?.slice(0, 400),
});
