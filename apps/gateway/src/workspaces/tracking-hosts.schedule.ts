import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Ticker } from '#service';
import { TrackingHosts } from '../http/tracking-hosts.js';
import { ACTIVE_DOMAINS } from './workspaces.sql.js';

const REST_MS = 10_000;

/** Reads the tracking domains in use of all workspaces, so that no request needs a query to know whether its host is one. */
@Injectable()
export class TrackingHostsSchedule extends Ticker {
  constructor(database: Database, hosts: TrackingHosts) {
    const work = async (): Promise<'idle'> => {
      const rows = await database.query<{ domain: string }>(ACTIVE_DOMAINS);
      hosts.replace(rows.map(({ domain }) => domain));
      return 'idle';
    };
    super({ name: 'TrackingHosts', restMs: REST_MS, work });
  }
}
