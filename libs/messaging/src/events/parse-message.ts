import { z } from 'zod';
import { CloudEventEnvelope, cloudEventType, type EventContract } from '#contracts';
import { MalformedMessage } from './settlement.js';

export type ParseMessage = (message: { json(): unknown }) => CloudEventEnvelope[];

/**
 * A parser for messages that hold one CloudEvent or an array of them. It answers the events of the contracts, each
 * parsed by its schema, and skips events of other types, which a wildcard filter lets through.
 */
export function parserFor(contracts: readonly EventContract[]): ParseMessage {
  const schemas = new Map(
    contracts.map((contract) => [
      cloudEventType(contract),
      CloudEventEnvelope.extend({ data: contract.data }),
    ]),
  );
  return (message) =>
    envelopesIn(message).flatMap((envelope) => {
      const schema = schemas.get(envelope.type);
      return schema === undefined ? [] : [parsed(schema, envelope)];
    });
}

function envelopesIn(message: { json(): unknown }): CloudEventEnvelope[] {
  try {
    const content = message.json();
    return parsed(z.array(CloudEventEnvelope), Array.isArray(content) ? content : [content]);
  } catch (error) {
    if (error instanceof SyntaxError) throw new MalformedMessage('the payload is not JSON', { cause: error });
    throw error;
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new MalformedMessage(z.prettifyError(result.error), { cause: result.error });
}
