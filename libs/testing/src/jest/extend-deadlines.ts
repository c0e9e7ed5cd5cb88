import { RpcClient } from '#messaging';

/**
 * Extends the deadlines of all requests. They hold on a machine for the services alone; here several suites share two
 * cores, each with all services in one process, and a correct response may take longer.
 */
RpcClient.patience = 5;
