import { z } from 'zod';
import { defineCommand } from './bus.js';
import { eitherOr, Instant, lineText } from './fields.js';
import { IdOf } from './ids.js';
import { ReportedReply, ReportReply } from './replies.js';
import { FindSentMessages } from './sent-messages.js';

const SEND_OR_MESSAGE = eitherOr('send_id', 'message_id');

/** The message that a signal is about. It must be one of the workspace's. */
const aboutMessage = {
  send_id: IdOf('send').optional(),
  message_id: z.string().min(3).max(500).optional().meta({ description: 'The `Message-ID` of the message.' }),
  at: Instant.optional().meta({ description: 'When it happened; by default the `time` of the CloudEvent.' }),
};

/** A signal about one message, named by its send or its Message-ID, with further fields. */
const signalData = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject({ ...aboutMessage, ...shape })
    .refine(SEND_OR_MESSAGE.holds, SEND_OR_MESSAGE.options)
    .meta(SEND_OR_MESSAGE.meta);

/** `unchanged`: it was known before. */
export const SignalAnswer = z.object({ send_id: IdOf('send'), effect: z.enum(['recorded', 'unchanged']) });
export type SignalAnswer = z.infer<typeof SignalAnswer>;

/** A signal of an own mail server about a message that it was given. */
export const EmailsDelivered = defineCommand({
  name: 'emails.delivered',
  summary:
    'The server of the recipient took the message over. It changes only a message that may or may not have left.',
  data: signalData({}),
  answer: SignalAnswer,
  becomes: [FindSentMessages],
});

/** The dispatcher judges it as it judges a delivery report: it bounces, or the message leaves once more. */
export const EmailsBounced = defineCommand({
  name: 'emails.bounced',
  summary: 'A message that was accepted has not arrived.',
  data: signalData({
    answer: lineText(1_000)
      .min(1)
      .meta({ description: 'The words of the server that refused, such as `550 5.1.1 user unknown`.' }),
    smtp_code: z.number().int().min(200).max(599).nullable().default(null),
    enhanced_code: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
      .nullable()
      .default(null),
  }),
  answer: SignalAnswer,
  becomes: [FindSentMessages],
});

/** The contact gets nothing more from the workspace. */
export const EmailsComplained = defineCommand({
  name: 'emails.complained',
  summary: 'The contact reported the message as spam.',
  data: signalData({}),
  answer: SignalAnswer,
  becomes: [FindSentMessages],
});

/** Stored beside the replies that Nimbus reads itself. */
export const EmailsReplied = defineCommand({
  name: 'emails.replied',
  summary: 'A contact answered a message.',
  data: signalData({ reply: ReportedReply }),
  answer: SignalAnswer,
  becomes: [FindSentMessages, ReportReply],
});
