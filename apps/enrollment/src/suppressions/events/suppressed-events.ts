import { ContactSuppressed } from '#contracts';
import type { OutboxMessage } from '#database';
import type { Id } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { Suppression } from '../domain/suppression.js';
import { suppressionView } from '../views/suppression.view.js';

export interface AddedSuppression extends Suppression {
  /** Null for a domain, and for an address without a contact. */
  readonly contact_id: Id<'cont'> | null;
}

/** The events of addresses and domains that get no mail from now on. */
export function suppressedMessages(added: readonly AddedSuppression[]): OutboxMessage[] {
  const events = added.map((suppression) =>
    makeEvent(ContactSuppressed, {
      service: 'enrollment',
      workspaceId: suppression.workspace_id,
      time: suppression.created_at,
      data: { suppression: suppressionView(suppression), contact_id: suppression.contact_id },
    }),
  );
  return toMessages(ContactSuppressed, events);
}
