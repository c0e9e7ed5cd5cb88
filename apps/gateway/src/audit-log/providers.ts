import { AuditLogController } from './audit-log.controller.js';
import { AuditLog } from './audit-log.js';

export const controllers = [AuditLogController];
export const providers = [AuditLog];
