import type { z } from 'zod';
import type {
  DataOf,
  EmailFact,
  EnrollmentFinished,
  LeadLeft,
  LeadRefused,
  PlatformMessageSent,
} from '#contracts';
import { newId, type Id } from '#kernel';
import type { CampaignFixture } from './campaign-fixtures.js';

/** A planned send of a lead. */
export type Fact = z.infer<typeof EmailFact> & { readonly email: string };

export const PAGE = { sender: 'Ada', language: 'de' };

/** The sends of all steps for so many contacts, as `platforms` has them planned. */
export const planOf = (fixture: CampaignFixture, contacts: number, now: Date) =>
  fixture.due(contacts, now).flatMap(({ enrollment_id, contact_id, email, due_at }) =>
    fixture.steps.map(({ id, step_number }) => ({
      enrollment_id,
      contact_id,
      email,
      due_at,
      step_id: id,
      step_number,
      page: PAGE,
    })),
  );

/** A campaign of two steps at a platform, with planned leads. */
export interface Delegated {
  readonly fixture: CampaignFixture;
  /** The sends of each lead, step by step. */
  readonly leads: readonly (readonly Fact[])[];
}

export const refTo = ({ workspaceId, campaign }: CampaignFixture) => ({
  workspace_id: workspaceId,
  campaign_id: campaign.id,
});

/** The planned sends with their ids, lead by lead. */
export function leadsOf(
  { campaign, steps }: CampaignFixture,
  planned: ReturnType<typeof planOf>,
  results: readonly { readonly send_id: Id<'send'> }[],
): Fact[][] {
  const facts = planned.map(({ due_at: at, page: _page, ...step }, place) => ({
    ...step,
    at,
    send_id: results[place]?.send_id ?? newId('send'),
    campaign_id: campaign.id,
  }));
  const size = steps.length;
  return Array.from({ length: facts.length / size }, (_, lead) =>
    facts.slice(size * lead, size * (lead + 1)),
  );
}

export const accountOf = ({ accounts: [account] }: CampaignFixture): Id<'ea'> =>
  account?.sending_account_id ?? newId('ea');

/** The platform has sent the message. */
export const reported = (fixture: CampaignFixture, fact: Fact): DataOf<typeof PlatformMessageSent> => ({
  ...fact,
  sending_account_id: accountOf(fixture),
  variant: 'B',
  message_id: `<${fact.send_id}@there>`,
  subject: 'Hello Grace',
});

export const refused = (fact: Fact): DataOf<typeof LeadRefused> => ({
  ...fact,
  variant: null,
  refusal: { code: 'blocklisted', smtp_code: null, enhanced_code: null, message: 'on their blocklist' },
});

export const left = ({ campaign_id, enrollment_id, at }: Fact): DataOf<typeof LeadLeft> => ({
  campaign_id,
  enrollment_id,
  reason: 'removed',
  at,
});

/** The contact has replied. */
export const finished = (fact: Fact): DataOf<typeof EnrollmentFinished> => {
  const { campaign_id, enrollment_id, contact_id, email, at } = fact;
  return { campaign_id, enrollment_id, contact_id, email, at, status: 'replied', reason: 'replied' };
};
