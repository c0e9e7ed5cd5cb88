import { RpcServer } from '#messaging';

/** A response that breaks its contract fails in the handler, where the mistake is. */
RpcServer.checksResponses = true;
