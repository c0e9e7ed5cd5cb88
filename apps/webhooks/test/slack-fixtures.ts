import { examples, type PublicDataOf, type PublicEvent, type PublicEventType } from '#contracts';

/** The example of a type, with some of its data changed. */
export function eventOf<Type extends PublicEventType>(
  type: Type,
  changes: Partial<PublicDataOf<Type>> = {},
): PublicEvent {
  const example = examples.PUBLIC_EVENT_EXAMPLES[type];

  return { ...example, data: { ...example.data, ...changes } };
}
