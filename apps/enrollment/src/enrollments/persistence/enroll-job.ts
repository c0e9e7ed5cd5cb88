import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Outbox } from '#database';
import type { Job, JobType, StorePart } from '#jobs';
import { idOf } from '#kernel';
import { takesContacts } from '../../campaigns/domain/enrolling.js';
import { CampaignReplicas } from '../../campaigns/index.js';
import { addEnrollments } from './add-enrollments.js';

export const ENROLL = 'enroll';

/** The id is a uuid. */
const EnrollInput = z.object({ campaignId: z.string() });

/** The uuid of a contact, or an id that is none, as it was given. */
const NamedContact = z.union([z.string(), z.object({ malformed: z.string() })]);
export type NamedContact = z.infer<typeof NamedContact>;
const PartInput = z.array(NamedContact);

export const EnrollState = z
  .object({ enrolled: z.number() })
  .nullable()
  .transform((state) => state ?? { enrolled: 0 });

/** Enrolls more contacts than one request may name; the enrollments of a part are stored with the job's progress. */
@Injectable()
export class EnrollJob implements JobType {
  readonly name = ENROLL;

  constructor(
    private readonly outbox: Outbox,
    private readonly replicas: CampaignReplicas,
  ) {}

  async prepare(job: Job): Promise<StorePart> {
    const { campaignId } = EnrollInput.parse(job.input);
    const campaign = idOf('camp', campaignId);
    const before = EnrollState.parse(job.state);

    return async (tx, partInput, now) => {
      const { named, contactIds, notFound } = contactsIn(partInput);
      if (!takesContacts(await this.replicas.lock(tx, campaign))) return 'invalid_transition';

      const workspaceId = idOf('ws', job.workspace_id);
      const contacts = { workspaceId, campaignId: campaign, contactIds, now };
      const { enrolled, skipped } = await addEnrollments(tx, this.outbox, contacts);
      await this.replicas.wake(tx, [campaign], now);
      return {
        items: named,
        state: { enrolled: before.enrolled + enrolled },
        isLast: job.done + named === job.total,
        result: [...skipped, ...notFound],
      };
    };
  }
}

function contactsIn(partInput: unknown) {
  const named = PartInput.parse(partInput);
  return {
    named: named.length,
    contactIds: named.filter((contact) => typeof contact === 'string'),
    notFound: named.flatMap((contact) =>
      typeof contact === 'string' ? [] : [{ contact_id: contact.malformed, reason: 'not_found' as const }],
    ),
  };
}
