import { SendEvent, type SendView } from '#contracts';

/** The events of a message in the order of their times; at the same instant, in the order of the enumeration. */
export const sendEvents = (send: SendView): SendEvent[] =>
  SendEvent.shape.type.options
    .flatMap((type) => {
      const at = send[`${type}_at`];
      return at === null ? [] : [{ type, at }];
    })
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
