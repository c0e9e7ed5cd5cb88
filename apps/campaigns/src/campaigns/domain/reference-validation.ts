import type { FieldError, Id } from '#kernel';

/** What the neighbours know about the things a campaign refers to. */
export interface References {
  readonly sequenceExists: boolean;
  /** By id; an account that the workspace does not have is absent. */
  readonly accountStatus: ReadonlyMap<string, string>;
  readonly hasEligibleContact: boolean;
  readonly unknownSegmentIds: readonly string[];
  readonly clientExists: boolean;
}

interface Referring {
  readonly sequence_id: Id<'seq'>;
  readonly sending_account_ids: readonly Id<'ea'>[];
  readonly contact_filter: { readonly segment_ids?: readonly string[] | undefined };
  readonly client_id?: Id<'cli'> | null | undefined;
}

/** Everything that is wrong with a new campaign at once, so that nobody has to correct it one answer at a time. */
export const problemsOf = (campaign: Referring, known: References): FieldError[] => [
  ...sequenceProblems(campaign, known),
  ...accountProblems(campaign.sending_account_ids, known.accountStatus),
  ...filterProblems(campaign, known),
  ...clientProblems(campaign, known),
];

/** Accounts that are unknown or cannot send, each by its place in the list. */
export const accountProblems = (
  ids: readonly string[],
  statusOf: ReadonlyMap<string, string>,
): FieldError[] =>
  ids.flatMap((id, index) => {
    const status = statusOf.get(id);
    const field = `sending_account_ids.${index}`;
    if (status === undefined) return [notFound(field, `sending account ${id}`)];
    if (status !== 'active')
      return [{ field, code: 'inactive_inbox', message: `sending account ${id} is ${status}` }];
    return [];
  });

export const sequenceProblems = (
  { sequence_id }: Pick<Referring, 'sequence_id'>,
  { sequenceExists }: Pick<References, 'sequenceExists'>,
): FieldError[] => (sequenceExists ? [] : [notFound('sequence_id', `sequence ${sequence_id}`)]);

export const clientProblems = (
  { client_id }: Pick<Referring, 'client_id'>,
  { clientExists }: Pick<References, 'clientExists'>,
): FieldError[] => (clientExists ? [] : [notFound('client_id', `client ${client_id}`)]);

export function filterProblems(
  { contact_filter }: Pick<Referring, 'contact_filter'>,
  known: Pick<References, 'hasEligibleContact' | 'unknownSegmentIds'>,
): FieldError[] {
  const unknown = new Set(known.unknownSegmentIds);
  const segments = (contact_filter.segment_ids ?? []).flatMap((id, index) =>
    unknown.has(id) ? [notFound(`contact_filter.segment_ids.${index}`, `segment ${id}`)] : [],
  );
  if (known.hasEligibleContact) return segments;

  const message = 'matches no contact that may be written to';
  return [...segments, { field: 'contact_filter', code: 'empty_filter', message }];
}

const notFound = (field: string, what: string): FieldError => ({
  field,
  code: 'not_found',
  message: `${what} does not exist`,
});
