import { describe, expect, it } from '@jest/globals';
import { examples, PUBLIC_EVENTS, PublicEvent, typesMatching } from '#contracts';

describe('the example of a public event', () => {
  it.each(PUBLIC_EVENTS.map(({ type, data }) => ({ type, data })))(
    'of $type has each documented field, and no other',
    ({ type, data }) => {
      const event = examples.PUBLIC_EVENT_EXAMPLES[type];

      expect(PublicEvent.parse(event)).toEqual(event);
      expect(event.type).toBe(type);
      expect(data.parse(event.data)).toEqual(event.data);
      expect(Object.keys(event.data).toSorted()).toEqual(Object.keys(data.shape).toSorted());
    },
  );
});

describe('patterns of events', () => {
  it('name each type once, in the order of the documents', () => {
    expect(typesMatching(['contact.*', 'email.sent', 'contact.created'])).toEqual([
      'email.sent',
      'contact.created',
      'contact.updated',
      'contact.deleted',
      'contact.suppressed',
    ]);
    expect(typesMatching(['*', 'email.*'])).toEqual(PUBLIC_EVENTS.map(({ type }) => type));
    expect(typesMatching(['email', 'campaign'])).toEqual([]);
  });
});
