import { notSuppressed } from '../../contacts/index.js';

/** $1 workspaces, $2 enrollments, $3 step numbers, as parallel arrays; answers in their order. */
export const CONFIRM_SENDS = `
  select
    e.id as "enrollmentId", e.status, e.current_step as "currentStep", e.awaiting_step as "awaitingStep",
    c.id as contact_id, c.deleted_at is not null as deleted, not (${notSuppressed('c')}) as suppressed,
    c.email, c.first_name, c.last_name, c.title, c.seniority, c.department, c.phone, c.mobile,
    c.linkedin_url, c.city, c.state, c.country, c.time_zone, c.lead_source, c.company_name, c.company_domain,
    c.company_industry, c.company_employee_count, c.company_revenue_band, c.custom_fields
  from unnest($1::uuid[], $2::uuid[], $3::integer[])
    with ordinality as asked(workspace_id, enrollment_id, step_number, place)
  left join enrollment e on e.id = asked.enrollment_id and e.workspace_id = asked.workspace_id
  left join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
  order by asked.place`;
