import type { z } from 'zod';
import { secretsVariables } from '#secrets';
import { serviceConfig } from '#service';

/** After the loss of the key, all passwords of sending accounts have to be entered again. */
export const deliverabilityConfig = serviceConfig('deliverability').extend(secretsVariables);
export type DeliverabilityConfig = z.infer<typeof deliverabilityConfig>;
