interface NewLeads {
  readonly used: number;
  readonly limit: number;
  readonly resets_at: string;
  /** Whether contacts wait for the limit. */
  readonly waiting: boolean;
}

interface Limited {
  readonly binding_limit: string | null;
  readonly limits: readonly object[];
  readonly blockers: readonly object[];
}

/** Adds the limit of new contacts. It is the binding limit only where no other one is: follow-ups leave regardless. */
export function withNewLeads<P extends Limited>(pacing: P, { used, limit, resets_at, waiting }: NewLeads) {
  const name = 'new_leads_limit' as const;
  const limits = [...pacing.limits, { name, used, limit, resets_at }];
  if (!waiting || used < limit) return { ...pacing, limits };

  const message = `${used} of ${limit} new contacts have started today`;
  const blockers = [...pacing.blockers, { code: name, message, until: resets_at }];
  return { ...pacing, limits, binding_limit: pacing.binding_limit ?? name, blockers };
}
