import { Resolver } from 'node:dns';
import { z } from 'zod';
import { outboundVariables } from '#outbound';
import { secretsVariables } from '#secrets';
import { serviceConfig } from '#service';

/** Checked by the resolver itself, which takes addresses with and without a port. */
function isServerList(servers: readonly string[]): boolean {
  try {
    new Resolver().setServers(servers);
    return true;
  } catch {
    return false;
  }
}

/** After the loss of the key, all passwords and tokens of sending accounts have to be entered again. */
export const deliverabilityConfig = serviceConfig('deliverability').extend({
  ...secretsVariables,
  ...outboundVariables,
  /** The name servers that the records of sending domains are asked from; those of the system by default. */
  DNS_SERVERS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((server) => server.trim())
        .filter((server) => server !== ''),
    )
    .refine(isServerList, 'must be addresses such as 10.0.0.53 or 127.0.0.1:5353, separated by commas'),
});
export type DeliverabilityConfig = z.infer<typeof deliverabilityConfig>;
