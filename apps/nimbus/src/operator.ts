import { OPERATOR } from '#contracts';
import { NatsConnectionHolder, RpcClient } from '#messaging';
import { operatorNatsUrl } from './servers.js';

/** A connection to NATS as the operator. */
export interface Operator {
  readonly nats: NatsConnectionHolder;
  /** Asks the services. */
  readonly rpc: RpcClient;
}

/** Connects for the time of one command. */
export async function asOperator<T>(use: (operator: Operator) => Promise<T>): Promise<T> {
  const url = await operatorNatsUrl(process.env);
  const nats = await NatsConnectionHolder.connect({ service: OPERATOR, url, replicas: 1 }, { once: true });
  try {
    return await use({ nats, rpc: new RpcClient(nats) });
  } finally {
    await nats.close();
  }
}
