import { SendEvent, type SendView } from '#contracts';

/** What happened to a message, in the order it happened; at the same instant in the order that things take. */
export const sendEvents = (send: SendView): SendEvent[] =>
  SendEvent.shape.type.options
    .flatMap((type) => {
      const at = send[`${type}_at`];
      return at === null ? [] : [{ type, at }];
    })
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
