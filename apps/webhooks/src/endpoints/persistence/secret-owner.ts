/** The secrets of an endpoint. The signing secret has one owner before and after a rotation: it changes its column. */
export type EndpointSecret = 'secret' | 'headers';

/** The owner of each kind differs, so that neither decrypts in the column of the other. */
export const secretOwner = (endpointId: string, secret: EndpointSecret): string => `${endpointId} ${secret}`;
