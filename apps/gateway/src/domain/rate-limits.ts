/** Whose token a request carries, and how many requests a minute a key may make when it has a limit of its own. */
export type Credential =
  | { readonly kind: 'key'; readonly id: string; readonly perMinute: number | null }
  | { readonly kind: 'user'; readonly id: string; readonly sessionId: string };

/** One counter that a request is counted by. */
export interface RateLimit {
  readonly name: string;
  readonly perMinute: number;
}

export interface CountedRequest {
  readonly method: string;
  /** Of the url, with or without a query. */
  readonly path: string;
  readonly credential: Credential;
  readonly workspaceId: string;
}

const KEY = { requests: 600, writes: 300 } as const;
const USER = { requests: 120, writes: 60 } as const;

interface Rule {
  /** Who shares the counter: all requests of one credential, or of one workspace. */
  readonly of: 'credential' | 'workspace';
  /** Tells the counters of one owner apart; the one of all requests has none. */
  readonly what: '' | 'writes' | 'bulk' | 'analytics' | 'starts' | 'creations';
  readonly perMinute: (credential: Credential) => number;
}

/** `address` is a path without query and without a slash at the end. */
type Doing = (method: string, address: string) => boolean;

const isAny: Doing = () => true;
const isWrite: Doing = (method, address) =>
  !['GET', 'HEAD', 'OPTIONS'].includes(method) && !/\/(search|preview)$/.test(address);
const isBulk: Doing = (method, address) =>
  method === 'POST'
    ? /\/(bulk|import)$/.test(address)
    : /\/(campaigns\/[^/]+\/export|jobs\/[^/]+\/download)$/.test(address);
const isAnalytics: Doing = (_, address) => /\/analytics(\/|$)/.test(address);
const isStart: Doing = (method, address) =>
  method === 'POST' && /^\/api\/v1\/campaigns\/[^/]+\/(launch|resume)$/.test(address);
const isCreation: Doing = (method, address) =>
  method === 'POST' && /^\/api\/v1\/campaigns(\/[^/]+\/clone)?$/.test(address);

const ofAll = (credential: Credential): number =>
  credential.kind === 'key' ? (credential.perMinute ?? KEY.requests) : USER.requests;
const ofWrites = ({ kind }: Credential): number => (kind === 'key' ? KEY : USER).writes;

const RULES: readonly (readonly [Doing, Rule])[] = [
  [isAny, { of: 'credential', what: '', perMinute: ofAll }],
  [isWrite, { of: 'credential', what: 'writes', perMinute: ofWrites }],
  [isBulk, { of: 'credential', what: 'bulk', perMinute: () => 30 }],
  [isAnalytics, { of: 'credential', what: 'analytics', perMinute: () => 120 }],
  [isAny, { of: 'workspace', what: '', perMinute: () => 5_000 }],
  [isWrite, { of: 'workspace', what: 'writes', perMinute: () => 2_000 }],
  [isStart, { of: 'workspace', what: 'starts', perMinute: () => 10 }],
  [isCreation, { of: 'workspace', what: 'creations', perMinute: () => 10 }],
];

/** Every limit that a request counts against. */
export function limitsOn({ method, path, credential, workspaceId }: CountedRequest): RateLimit[] {
  const address = (path.split('?')[0] ?? '').replace(/\/+$/, '');
  const owners = { credential: `${credential.kind}:${credential.id}`, workspace: workspaceId };

  return RULES.filter(([does]) => does(method, address)).map(([, { of, what, perMinute }]) => ({
    name: what === '' ? owners[of] : `${owners[of]}:${what}`,
    perMinute: perMinute(credential),
  }));
}
