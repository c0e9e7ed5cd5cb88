import type { Id } from '#kernel';

/** The columns that describe a person. */
export interface PersonColumns {
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly title: string | null;
  readonly seniority: string | null;
  readonly department: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly linkedin_url: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly time_zone: string | null;
  readonly lead_source: string | null;
  readonly company_name: string | null;
  readonly company_domain: string | null;
  readonly company_industry: string | null;
  readonly company_employee_count: number | null;
  readonly company_revenue_band: string | null;
  readonly custom_fields: Record<string, unknown>;
}

export interface Contact extends PersonColumns {
  readonly id: Id<'cont'>;
  readonly workspace_id: Id<'ws'>;
  readonly lead_score: number | null;
  readonly icp_tier: string | null;
  readonly grade: string | null;
  readonly tags: string[];
  readonly verification_status: string | null;
  readonly is_enriched: boolean;
  readonly deleted_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}
