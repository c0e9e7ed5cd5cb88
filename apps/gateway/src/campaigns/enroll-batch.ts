import { Injectable } from '@nestjs/common';
import { EnrollContacts, type CampaignRef, type ContactId, type EnrollResult } from '#contracts';
import { isId, unusedId } from '#kernel';
import { RpcClient } from '#messaging';

const isContactId = (name: string): name is ContactId => isId('cont', name);

/** Enrolls the contacts of one request at once. */
@Injectable()
export class EnrollBatch {
  constructor(private readonly rpc: RpcClient) {}

  /** A malformed id is sent as an id that nobody has, and reported as it was given: not found, like an unknown one. */
  async send(ref: CampaignRef, named: readonly string[]): Promise<EnrollResult> {
    const ids = named.filter(isContactId);
    const others = named.filter((name) => !isContactId(name));
    const contact_ids = others.length === 0 ? ids : [...ids, unusedId('cont')];
    const { enrolled, skipped } = await this.rpc.request(EnrollContacts, { ...ref, contact_ids });

    const asked = new Set(named);
    const ofIds = skipped.filter(({ contact_id }) => asked.has(contact_id));
    const notFound = others.map((contact_id) => ({ contact_id, reason: 'not_found' as const }));
    return { enrolled, skipped: [...ofIds, ...notFound] };
  }
}
