import { DomainError, validationError, type FieldError, type Id } from '#kernel';

/** The things that a campaign refers to; an undefined one is not validated. */
export interface References {
  readonly sequence_id?: Id<'seq'> | undefined;
  readonly sending_account_ids?: readonly Id<'ea'>[] | undefined;
  readonly contact_filter?: { readonly segment_ids?: readonly string[] | undefined } | undefined;
  readonly client_id?: Id<'cli'> | null | undefined;
}

/** The answers of the services that own those things. */
export interface KnownReferences {
  readonly sequenceExists: boolean;
  /** By id; an account that the workspace does not have is absent. */
  readonly accountStatus: ReadonlyMap<string, string>;
  /** The platforms of those accounts that this installation does not send from, where it is to send. */
  readonly accountPlatform: ReadonlyMap<string, string>;
  readonly hasEligibleContact: boolean;
  readonly unknownSegmentIds: readonly string[];
  readonly clientExists: boolean;
}

/** All errors at once: a caller does not have to correct them one request at a time. */
export const referenceErrors = (references: References, known: KnownReferences): FieldError[] => [
  ...(known.sequenceExists ? [] : [notFound('sequence_id', `sequence ${references.sequence_id}`)]),
  ...accountErrors(references.sending_account_ids ?? [], known.accountStatus),
  ...platformErrors(references.sending_account_ids ?? [], known.accountPlatform),
  ...filterErrors(references, known),
  ...(known.clientExists ? [] : [notFound('client_id', `client ${references.client_id}`)]),
];

/** Accounts that are unknown or cannot send, each by its place in the list. */
export const accountErrors = (ids: readonly string[], statusOf: ReadonlyMap<string, string>): FieldError[] =>
  ids.flatMap((id, index) => {
    const status = statusOf.get(id);
    const field = `sending_account_ids.${index}`;
    if (status === undefined) return [notFound(field, `sending account ${id}`)];
    if (status !== 'active')
      return [{ field, code: 'inactive_inbox', message: `sending account ${id} is ${status}` }];
    return [];
  });

const platformErrors = (ids: readonly string[], platformOf: ReadonlyMap<string, string>): FieldError[] =>
  ids.flatMap((id, index) => {
    const platform = platformOf.get(id);
    if (platform === undefined) return [];
    const message = `sending account ${id} is one of ${platform}, where campaigns of that platform alone send`;
    return [{ field: `sending_account_ids.${index}`, code: 'wrong_platform', message }];
  });

function filterErrors({ contact_filter }: References, known: KnownReferences): FieldError[] {
  const unknown = new Set(known.unknownSegmentIds);
  const segments = (contact_filter?.segment_ids ?? []).flatMap((id, index) =>
    unknown.has(id) ? [notFound(`contact_filter.segment_ids.${index}`, `segment ${id}`)] : [],
  );
  if (known.hasEligibleContact) return segments;

  const message = 'matches no contact that may be written to';
  return [...segments, { field: 'contact_filter', code: 'empty_filter', message }];
}

const notFound = (field: string, thing: string): FieldError => ({
  field,
  code: 'not_found',
  message: `${thing} does not exist`,
});

/** The codes that refuse an update as a rule of the business. */
const RULES = {
  empty_filter: 'contact_filter matches no contact that may be written to',
  inactive_inbox: 'a sending account is not active',
} as const;

/** Refuses an update: first for references that do not exist or do not fit, then for those that cannot be used now. */
export function assertUsable(errors: readonly FieldError[]): void {
  const wrong = errors.filter(({ code }) => code === 'not_found' || code === 'wrong_platform');
  if (wrong.length > 0) throw validationError(wrong);

  for (const rule of ['empty_filter', 'inactive_inbox'] as const) {
    const unusable = errors.filter(({ code }) => code === rule);
    if (unusable.length > 0) throw new DomainError('rejected', rule, RULES[rule], { errors: unusable });
  }
}
