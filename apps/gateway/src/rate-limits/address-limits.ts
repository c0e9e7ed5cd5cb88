import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '#kernel';
import { networkOf } from './network.js';
import type { Count } from './rate-limiter.js';

const MINUTE_MS = 60_000;
/** Some 10 MB at most, however many networks take part in a flood. */
const MAX_COUNTERS = 50_000;

/** Requests a minute of one network without a caller, by their kind. Each is far more than an office behind one address needs. */
const PER_MINUTE = {
  /** Without a valid token, or for an address that does not exist. */
  refused: 300,
  /** Pages for everybody, such as the documentation. */
  public: 300,
  /** Each wrong login takes 0.3 s of a core. */
  login: 60,
  refresh: 120,
  /** Wrong tokens of operators. */
  operator: 30,
  /** Image proxies of mail providers fetch the pixels of many readers. */
  pixel: 6_000,
  /** Companies follow the links of all their people from one address, and so do gateways that rewrite them. */
  link: 6_000,
  /** A platform sends the hooks of all its customers from few addresses. */
  hook: 120_000,
} as const;

export type AddressClass = keyof typeof PER_MINUTE;

interface Counter {
  readonly minute: number;
  used: number;
}

/**
 * Counts requests that have no caller, by their network. In memory and for this gateway alone: a flood of refused requests
 * must not become a flood of statements.
 */
@Injectable()
export class AddressLimits {
  private readonly counters = new LRUCache<string, Counter>({ max: MAX_COUNTERS });

  constructor(private readonly clock: Clock) {}

  count(address: string, kind: AddressClass): Count {
    const counter = this.counterOf(address, kind);
    counter.used += 1;
    return countOf(counter, kind);
  }

  /** Whether the limit was exceeded before; this request does not count. */
  isExceeded(address: string, kind: AddressClass): boolean {
    return this.counterOf(address, kind).used > PER_MINUTE[kind];
  }

  private counterOf(address: string, kind: AddressClass): Counter {
    const name = `${kind} ${networkOf(address)}`;
    const minute = Math.floor(this.clock.now().getTime() / MINUTE_MS);
    const known = this.counters.get(name);
    if (known?.minute === minute) return known;

    const counter = { minute, used: 0 };
    this.counters.set(name, counter);
    return counter;
  }
}

function countOf({ minute, used }: Counter, kind: AddressClass): Count {
  const perMinute = PER_MINUTE[kind];
  return {
    allowed: used <= perMinute,
    binding: { name: kind, limit: `address_${kind}`, perMinute },
    remaining: Math.max(0, perMinute - used),
    resetsAt: new Date((minute + 1) * MINUTE_MS),
  };
}
