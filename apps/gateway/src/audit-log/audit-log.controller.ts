import { Controller, Query } from '@nestjs/common';
import { AuditEvent, examples, pageOf, type Page } from '#contracts';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Route } from '../http/route.js';
import { AuditLog } from './audit-log.js';
import { AuditQuery } from './audit-query.js';

@Controller('api/v1/audit-log')
export class AuditLogController {
  constructor(private readonly log: AuditLog) {}

  /** The scope to write: entries name the addresses of people, so members and viewers do not read them. */
  @Route('GET', '', {
    id: 'listAuditEvents',
    summary: 'List the entries of the audit trail',
    description: 'Newest first. Entries are kept for 400 days.',
    access: ['workspace:write'],
    response: pageOf(AuditEvent),
    examples: { response: examples.pageWith(examples.AUDIT_EVENT) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: AuditQuery }) query: AuditQuery,
  ): Promise<Page<AuditEvent>> {
    return this.log.list(workspaceId, query);
  }
}
