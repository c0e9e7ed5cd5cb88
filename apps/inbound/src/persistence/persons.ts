import type { PersonData } from '#service';

const REPLY = 'reply.workspace_id = person.in_workspace and reply.contact_id = person.uuid';

export const persons: PersonData = {
  tables: [
    {
      table: 'received_mail',
      mentions: `received_mail.workspace_id = person.in_workspace
        and received_mail.send_id in (select reply.send_id from reply where ${REPLY})`,
    },
    { table: 'reply', mentions: REPLY },
  ],
};
