import type { PersonData } from '#service';

const OF_CAMPAIGN = '(select campaign_id from campaign_replica where workspace_id = person.in_workspace)';

export const persons: PersonData = {
  /**
   * Nobody writes to the address again, also when it is imported anew: its hash stays. A campaign in which nobody else is
   * under way looks at itself: no outcome will wake it any more.
   */
  keep: `, woken as (
      update campaign_replica p set wake_at = least(p.wake_at, clock_timestamp())
      from person
      where p.workspace_id = person.in_workspace and p.status = 'active'
        and exists (select from enrollment e where e.campaign_id = p.campaign_id and e.contact_id = person.uuid)
    )
    insert into erased_address (workspace_id, hash)
    select in_workspace, address_hash(in_workspace, address) from person on conflict do nothing`,
  tables: [
    {
      table: 'campaign_candidate',
      mentions: `contact_id = person.uuid and campaign_id in ${OF_CAMPAIGN}`,
    },
    { table: 'changed_contact', mentions: 'workspace_id = person.in_workspace and contact_id = person.uuid' },
    { table: 'enrollment', mentions: `contact_id = person.uuid and campaign_id in ${OF_CAMPAIGN}` },
    {
      table: 'segment_contact',
      mentions:
        'contact_id = person.uuid and segment_id in (select id from segment where workspace_id = person.in_workspace)',
    },
    {
      table: 'suppression',
      mentions: `workspace_id = person.in_workspace and kind = 'email' and value = person.address`,
    },
    { table: 'contact', mentions: 'workspace_id = person.in_workspace and lower(email) = person.address' },
  ],
};
