import type { z } from 'zod';
import type { OutsidePlatform } from '#kernel';
import type {
  CampaignPlan,
  LeadToPush,
  ObservedCampaign,
  PlatformAccount,
  PushResult,
} from './domain/campaign-plan.js';
import type { ParsedHook, Signal } from './domain/signal.js';

/** A request to a platform, relative to its base URL. */
export interface PlatformRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /**
   * Whether a second one has no further effect, and the answer of the first: it is asked again after a failure. Only a request
   * that is not becomes doubtful.
   */
  readonly idempotent: boolean;
  /** 15 s unless told, the wait for a token not included. */
  readonly timeoutMs?: number;
}

/** Requests of one connection: within its rate, with time limits, and with failures that carry no secret. */
export interface PlatformHttp {
  /**
   * The parsed JSON of a 2xx; undefined for an empty body.
   * @throws PlatformError
   */
  request(asked: PlatformRequest): Promise<unknown>;
}

/** The part of its connection that each call needs. */
export interface PlatformCall {
  readonly connectionId: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly http: PlatformHttp;
}

/** A lead of their campaign. Some platforms know it by its id, some by its address. */
export interface LeadThere {
  readonly email: string;
  readonly leadId: string | null;
}

/** One outside platform: stateless, so one for all connections. All calls throw PlatformError. */
export interface PlatformClient {
  readonly platform: OutsidePlatform;
  /** Where their API is, with the path of its version. */
  readonly documentedUrl: string;
  /** The documented limit of one connection. */
  readonly rate: { readonly requests: number; readonly perMs: number };
  readonly leadsPerPush: number;
  /** Shorter delays of steps are rounded up. */
  readonly delayUnit: 'minute' | 'day';
  /** The events for which a person registers our hook in their pages, as they are named there. */
  readonly hookEvents: readonly string[];
  /** The fields that a connection must bring. */
  readonly credentials: z.ZodType<Record<string, string>>;
  /** Throws `credentials_refused` for a key that does not work. */
  check(call: PlatformCall): Promise<void>;

  /** The id of the campaign with this marker in its name, or null. */
  findCampaign(call: PlatformCall, marker: string): Promise<string | null>;
  /** The id of a new draft. In doubt, find it before another is created. */
  createCampaign(call: PlatformCall, plan: CampaignPlan): Promise<string>;
  /**
   * Sequence, schedule, limits and accounts. Idempotent: repeated as a whole after a failure. It may leave a campaign paused
   * that ran, where the platform takes no change of one that runs: the wanted state is set afterwards.
   */
  applyPlan(call: PlatformCall, id: string, plan: CampaignPlan): Promise<void>;
  /** Starts or resumes; nothing to do where it is active. */
  activate(call: PlatformCall, id: string): Promise<void>;
  /** Nothing to do where it is paused, or was never active. */
  pause(call: PlatformCall, id: string): Promise<void>;
  /** For ever: nothing to do where it is stopped or completed. */
  stop(call: PlatformCall, id: string): Promise<void>;
  /** Null where it was deleted there. */
  observe(call: PlatformCall, id: string): Promise<ObservedCampaign | null>;

  /**
   * Adds leads, at most `leadsPerPush`; the results are in their order. A doubtful error is about all of them: find them
   * before any is pushed again. A client that adds them one by one answers a failure by the results instead.
   */
  pushLeads(call: PlatformCall, id: string, leads: readonly LeadToPush[]): Promise<readonly PushResult[]>;
  /** The lead ids of those addresses that the campaign has; keys in lower case. */
  findLeads(
    call: PlatformCall,
    id: string,
    emails: readonly string[],
  ): Promise<ReadonlyMap<string, string | null>>;
  /** The lead gets no further message of this campaign. One that is gone is fine. */
  removeLead(call: PlatformCall, id: string, lead: LeadThere): Promise<void>;

  listAccounts(call: PlatformCall): AsyncIterable<PlatformAccount>;

  /**
   * Registers our URL where their API can, for all campaigns (null) or one; its id. Idempotent. Where they send headers of
   * ours along, each hook has the secret as `HOOK_SECRET_HEADER`.
   */
  registerHook?(
    call: PlatformCall,
    url: string,
    platformCampaignId: string | null,
    secret?: string,
  ): Promise<string>;
  /** Fields of a hook's body with a secret of the account: they are removed before it is stored. */
  readonly secretHookFields?: readonly string[];
  /** Pure, and never throws, whatever the body is. */
  parseHook(body: unknown): ParsedHook;
  /** Facts since that moment that no hook carries, and those whose hook was missed. May repeat facts. */
  pollSignals?(call: PlatformCall, id: string, since: Date): AsyncIterable<Signal>;
}
