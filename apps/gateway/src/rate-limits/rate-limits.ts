import type { LimitName } from './limit-names.js';

/** The token of a request; `perMinute` is the limit of a key that has its own. */
export type Credential =
  | { readonly kind: 'key'; readonly id: string; readonly perMinute: number | null }
  | { readonly kind: 'user'; readonly id: string; readonly sessionId: string };

/** One counter that a request counts against. */
export interface RateLimit {
  readonly name: string;
  /** The limit in a refusal: without its owner, whom another caller of the workspace need not know. */
  readonly limit: LimitName;
  readonly perMinute: number;
}

/** How a route is counted beside all requests: `read` for a POST that changes nothing, the others by their own limit. */
export type LimitClass = 'read' | 'bulk' | 'analytics' | 'start' | 'creation';

export interface CountedRequest {
  readonly method: string;
  /** The class of the route; undefined for most routes, and for an unknown address. */
  readonly limits: LimitClass | undefined;
  readonly credential: Credential;
  readonly workspaceId: string;
  /** A refused request uses up nothing that belongs to others. */
  readonly refused?: boolean;
}

const KEY = { requests: 600, writes: 300 } as const;
const USER = { requests: 120, writes: 60 } as const;

interface Rule {
  /** The counter is shared by all requests of one credential, or of one workspace. */
  readonly of: 'credential' | 'workspace';
  readonly limit: LimitName;
  /** The name of the counter beside its owner; empty for the one of all requests. */
  readonly what: '' | 'writes' | 'bulk' | 'analytics' | 'starts' | 'creations';
  readonly perMinute: (credential: Credential) => number;
}

type Condition = (request: CountedRequest) => boolean;

const isAny: Condition = () => true;
const isWrite: Condition = ({ method, limits }) =>
  !['GET', 'HEAD', 'OPTIONS'].includes(method) && limits !== 'read';
const is =
  (wanted: LimitClass): Condition =>
  ({ limits }) =>
    limits === wanted;

const ofAll = (credential: Credential): number =>
  credential.kind === 'key' ? (credential.perMinute ?? KEY.requests) : USER.requests;
const ofWrites = ({ kind }: Credential): number => (kind === 'key' ? KEY : USER).writes;

const RULES: readonly (readonly [Condition, Rule])[] = [
  [isAny, { of: 'credential', limit: 'token', what: '', perMinute: ofAll }],
  [isWrite, { of: 'credential', limit: 'token_writes', what: 'writes', perMinute: ofWrites }],
  [is('bulk'), { of: 'credential', limit: 'token_bulk', what: 'bulk', perMinute: () => 30 }],
  [is('analytics'), { of: 'credential', limit: 'token_analytics', what: 'analytics', perMinute: () => 120 }],
  [isAny, { of: 'workspace', limit: 'workspace', what: '', perMinute: () => 5_000 }],
  [isWrite, { of: 'workspace', limit: 'workspace_writes', what: 'writes', perMinute: () => 2_000 }],
  [is('start'), { of: 'workspace', limit: 'workspace_starts', what: 'starts', perMinute: () => 10 }],
  [is('creation'), { of: 'workspace', limit: 'workspace_creations', what: 'creations', perMinute: () => 10 }],
];

/** Every limit that a request counts against. */
export function limitsOn(request: CountedRequest): RateLimit[] {
  const { credential, workspaceId, refused = false } = request;
  const owners = { credential: `${credential.kind}:${credential.id}`, workspace: workspaceId };

  const rules = RULES.filter(([applies, { of }]) => applies(request) && !(refused && of === 'workspace'));
  return rules.map(([, { of, what, limit, perMinute }]) => ({
    name: what === '' ? owners[of] : `${owners[of]}:${what}`,
    limit,
    perMinute: perMinute(credential),
  }));
}
