import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/transport-node';

const REASON_LENGTH = 1_000;

/**
 * Stores a message unchanged under `dlq.<service>.<durable>`, with its origin and the reason in the headers. Resolves
 * when the server has stored it; the original may be terminated only then.
 */
export async function storeDeadLetter(
  jetstream: JetStreamClient,
  message: JsMsg,
  { subject, reason }: { readonly subject: string; readonly reason: string },
): Promise<void> {
  const { stream, streamSequence } = message.info;
  await jetstream.publish(subject, message.data, {
    // The same id when the first try was stored but its acknowledgement was lost.
    msgID: `${subject}:${stream}:${streamSequence}`,
    headers: deadLetterHeaders(message, reason),
  });
}

function deadLetterHeaders(message: JsMsg, reason: string): MsgHdrs {
  const head = headers();
  for (const name of message.headers?.keys() ?? []) {
    // Nats-Msg-Id and Nats-Expected-* are instructions to the server for the original.
    if (!name.toLowerCase().startsWith('nats-')) head.set(name, message.headers?.get(name) ?? '');
  }
  head.set('Nimbus-Original-Subject', message.subject);
  head.set('Nimbus-Original-Sequence', String(message.seq));
  head.set('Nimbus-Deliveries', String(message.info.deliveryCount));
  head.set('Nimbus-Reason', reason.replaceAll(/\s+/gu, ' ').slice(0, REASON_LENGTH));
  return head;
}
