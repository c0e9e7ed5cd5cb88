import { z } from 'zod';
import type { CampaignId } from '#contracts';
import type { Call } from './traffic.js';

const WithId = z.object({ id: z.string() });

/** The requests of callers to a workspace whose campaign runs: of a hundred, 90 read and 10 write. */
export class Mix {
  /** The ids of the contacts that were created, in the order of the answers. */
  readonly created: string[];
  private readonly calls: readonly (() => Call)[];

  constructor(campaign: CampaignId, contacts: readonly string[]) {
    this.created = [...contacts];
    const shares: readonly [count: number, () => Call][] = [
      [18, () => read(`campaigns/${campaign}/`)],
      [10, () => read('campaigns/?page_size=20')],
      [20, () => read(`contacts/${this.any()}/`)],
      [8, () => read('contacts/?page_size=20')],
      [8, () => read(`campaigns/${campaign}/sends/?page_size=20`)],
      [6, () => read(`campaigns/${campaign}/enrollments/?page_size=20`)],
      [6, () => read(`campaigns/${campaign}/analytics/summary/`)],
      [2, () => read(`campaigns/${campaign}/pacing/`)],
      [4, () => read('sending-accounts/')],
      [2, () => read('deliverability/fleet/')],
      [2, () => read('events/?page_size=20')],
      [2, () => read('webhooks/')],
      [2, () => read('replies/')],
      [4, () => this.newContact()],
      [4, () => this.changedContact()],
      [1, () => write('suppressions/', 201, { email: `${crypto.randomUUID()}@never.example` })],
      [1, () => write('segments/', 201, { name: `List ${crypto.randomUUID()}`, type: 'static' })],
    ];
    this.calls = shares.flatMap(([count, call]) => Array.from({ length: count }, () => call));
  }

  /** 37 has no factor in common with 100: neighbours in the table are sent far from each other. */
  next(turn: number): Call {
    const call = this.calls[(turn * 37) % this.calls.length];
    if (call === undefined) throw new Error('the mix is empty');
    return call();
  }

  private any(): string {
    return this.created[Math.floor(Math.random() * this.created.length)] ?? '';
  }

  private newContact(): Call {
    const email = `${crypto.randomUUID()}@new.example`;
    const onAnswer = (body: unknown): void => void this.created.push(WithId.parse(body).id);
    return {
      ...write('contacts/', 201, { email, first_name: 'New', company: { name: 'Rolling' } }),
      headers: { 'idempotency-key': crypto.randomUUID() },
      onAnswer,
    };
  }

  private changedContact(): Call {
    const body = { first_name: `Changed ${Math.random()}` };
    return { method: 'PATCH', path: `contacts/${this.any()}/`, status: 200, body };
  }
}

const read = (path: string): Call => ({ method: 'GET', path, status: 200 });
const write = (path: string, status: number, body: object): Call => ({ method: 'POST', path, status, body });
