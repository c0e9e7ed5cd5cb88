import type { CloudEventEnvelope, PublicDataOf, PublicEvent, PublicEventType } from '#contracts';

/** The public form of an internal event, which has its id: however often it comes, it is one event. */
export const publicEventView = <Type extends PublicEventType>(
  type: Type,
  { id, workspaceid }: Pick<CloudEventEnvelope, 'id' | 'workspaceid'>,
  { at, data }: { readonly at: string; readonly data: PublicDataOf<Type> },
): PublicEvent => ({
  id,
  type,
  created_at: new Date(at).toISOString(),
  workspace_id: workspaceid,
  data: { ...data },
});
