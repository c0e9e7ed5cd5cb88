import { z } from 'zod';
import { Outbound } from './outbound.js';

const AllowedHost = z.string().regex(/^.+:(?:\d{1,5}|\*)$/, { error: 'must look like host:port' });

/** Variables of a service that calls hosts which customers name. */
export const outboundVariables = {
  /** Customers may have their servers called in the network of this process too. */
  ALLOW_PRIVATE_NETWORKS: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  /** Called wherever they are and at any port: `host:port`, separated by commas; `*` for any port. */
  ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .toLowerCase()
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    )
    .pipe(z.array(AllowedHost)),
};

type OutboundVariables = z.output<z.ZodObject<typeof outboundVariables>>;

export const outboundOf = ({ ALLOW_PRIVATE_NETWORKS, ALLOWED_HOSTS }: OutboundVariables): Outbound =>
  new Outbound({ allowPrivateNetworks: ALLOW_PRIVATE_NETWORKS, allowedHosts: ALLOWED_HOSTS });
