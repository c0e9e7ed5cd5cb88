export const TEXTS = [
  'title',
  'seniority',
  'department',
  'city',
  'state',
  'country',
  'lead_source',
  'verification_status',
  'icp_tier',
  'grade',
  'company_name',
  'company_domain',
  'company_industry',
  'company_revenue_band',
] as const;
export const NUMBERS = ['lead_score', 'company_employee_count'] as const;
export const TIMES = ['created_at', 'updated_at'] as const;

/** Texts that filters compare, without regard to case. */
export type TextColumn = (typeof TEXTS)[number];
export type NumberColumn = (typeof NUMBERS)[number];
/** Microseconds since 1970, as exact as PostgreSQL's. */
export type TimeColumn = (typeof TIMES)[number];

/** A contact as it is read from the store, times as microseconds. */
export type IndexedContact = Readonly<Record<TextColumn, string | null>> &
  Readonly<Record<NumberColumn, number | null>> &
  Readonly<Record<TimeColumn, number>> & {
    readonly id: string;
    readonly is_deleted: boolean;
    readonly tags: readonly string[];
  };
