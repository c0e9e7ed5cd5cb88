/**
 * Neither the address nor its domain is suppressed, nor a domain above it. Not one question with `or`: PostgreSQL can
 * answer each of the first two for a whole page with one hash join. The third one looks keys up, for each address whose
 * domain has three labels or more; `limit 1` keeps it from becoming a join that reads all suppressions.
 */
export const notSuppressed = (contact: string): string => `
  not exists (
    select from suppression s
    where s.workspace_id = ${contact}.workspace_id and s.kind = 'email' and s.value = lower(${contact}.email)
  )
  and not exists (
    select from suppression s
    where s.workspace_id = ${contact}.workspace_id and s.kind = 'domain'
      and s.value = split_part(lower(${contact}.email), '@', 2)
  )
  and (
    ${contact}.email not like '%@%.%.%' or (
      select true from suppression s
      where s.workspace_id = ${contact}.workspace_id and s.kind = 'domain' and not s.exact
        and s.value = any(parent_domains(${contact}.email))
      limit 1
    ) is null
  )
  and not exists (
    select from erased_address e
    where e.workspace_id = ${contact}.workspace_id
      and e.hash = address_hash(${contact}.workspace_id, ${contact}.email)
  )`;

/** A check found that mail to the address would bounce, or would reach nobody for long. */
export const isInvalid = (contact: string): string =>
  `coalesce(${contact}.verification_status in ('invalid', 'invalid_syntax', 'disposable'), false)`;

/** Whether the contact under that alias may be written to at all. */
export const mayBeWrittenTo = (contact: string): string =>
  `${contact}.deleted_at is null and not ${isInvalid(contact)} and ${notSuppressed(contact)}`;
