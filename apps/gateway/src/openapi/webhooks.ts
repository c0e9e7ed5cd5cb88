import { z } from 'zod';
import { examples, PUBLIC_EVENTS, PublicEvent } from '#contracts';
import { schemaRef } from './json-schema.js';
import { pascalCase } from './problems.js';

/** `CampaignCreatedEvent` for `campaign.created`. */
const eventName = (type: string): string => `${pascalCase(type.replace('.', '_'))}Event`;

/** The bodies of the deliveries, by their names. */
export const EVENT_SCHEMAS: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  PUBLIC_EVENTS.map(({ type, data }) => [
    eventName(type),
    PublicEvent.extend({ type: z.literal(type), data }),
  ]),
);

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const PARAMETERS = [
  header('webhook-id', 'The id of the event: the same in every attempt.'),
  header('webhook-timestamp', 'When this attempt was made, in seconds since 1970.'),
  header('webhook-signature', '`v1,` and a signature; after a rotation two of them, with a space between.'),
];

const RESPONSES = {
  '2XX': { description: 'The event was received.' },
  '410': { description: 'The receiver is gone: the webhook is switched off.' },
  default: { description: 'The delivery is tried again.' },
};

/** The `webhooks` of the document: one request for each type of event, which the receiver answers. */
export const webhooksOf = () =>
  Object.fromEntries(PUBLIC_EVENTS.map((event) => [event.type, { post: receiverOf(event) }]));

const receiverOf = ({ type, summary }: (typeof PUBLIC_EVENTS)[number]) => ({
  operationId: `receive${pascalCase(type.replace('.', '_'))}`,
  tags: ['webhooks'],
  summary,
  security: [],
  parameters: PARAMETERS,
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: schemaRef(eventName(type)),
        example: examples.PUBLIC_EVENT_EXAMPLES[type],
      },
    },
  },
  responses: RESPONSES,
});
