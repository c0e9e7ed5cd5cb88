import { idOf, uuidOf } from '#kernel';
import type { Endpoint, EndpointHealth } from '../domain/endpoint.js';

/** An endpoint as it is stored. */
export type EndpointRow = Omit<Endpoint, 'id' | 'workspace_id'> & {
  readonly id: string;
  readonly workspace_id: string;
};

export type MonitoredRow = EndpointRow & EndpointHealth;

/** An endpoint and how its deliveries went. */
export type MonitoredEndpoint = Endpoint & EndpointHealth;

export const endpointOf = <Row extends EndpointRow>(row: Row) => ({
  ...row,
  id: idOf('wh', row.id),
  workspace_id: idOf('ws', row.workspace_id),
});

export const rowOf = (endpoint: Endpoint): EndpointRow => ({
  ...endpoint,
  id: uuidOf(endpoint.id),
  workspace_id: uuidOf(endpoint.workspace_id),
});
