import type { SuppressionView } from '#contracts';
import type { Suppression } from '../domain/suppression.js';

export const suppressionView = (suppression: Suppression): SuppressionView => ({
  id: suppression.id,
  workspace_id: suppression.workspace_id,
  email: suppression.kind === 'email' ? suppression.value : null,
  domain: suppression.kind === 'domain' ? suppression.value : null,
  ...(suppression.kind === 'domain' && { exact: suppression.exact }),
  reason: suppression.reason,
  created_at: suppression.created_at.toISOString(),
});
