const RESOURCES = [
  'campaigns',
  'contacts',
  'sequences',
  'sending_accounts',
  'webhooks',
  'workspace',
] as const;

/** A permission to read or write one kind of resource. Writing does not imply reading. */
export type Scope = `${(typeof RESOURCES)[number]}:${'read' | 'write'}`;

export const ALL_SCOPES: readonly Scope[] = RESOURCES.flatMap(
  (resource) => [`${resource}:read`, `${resource}:write`] as const,
);
