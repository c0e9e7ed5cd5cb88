import type { z } from 'zod';
import { outboundVariables } from '#outbound';
import { secretsVariables } from '#secrets';
import { serviceConfig } from '#service';

/** After the loss of the key, all passwords and tokens of sending accounts have to be entered again. */
export const deliverabilityConfig = serviceConfig('deliverability').extend({
  ...secretsVariables,
  ...outboundVariables,
});
export type DeliverabilityConfig = z.infer<typeof deliverabilityConfig>;
