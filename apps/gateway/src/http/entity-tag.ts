import { z } from 'zod';
import { digestOf } from '#messaging';

/** Members that change without a change of their resource: figures that sends, opens and the clock move. */
const MOVING = new Set([
  'metrics',
  'contact_count',
  'contact_count_at',
  'warmup',
  'resting',
  'health_status',
  'failing_since',
  'last_delivery_at',
  'delivery_success_rate_24h',
  'total_deliveries_30d',
  'failed_deliveries_30d',
  'previous_secret_valid_until',
  'tracking_domain_status',
  'tracking_domain_checked_at',
  'tracking_domain_problem',
]);

const Resource = z.record(z.string(), z.unknown());

/**
 * A strong `ETag` of the bytes of an answer, `"state.whole.coding"`. `whole` is there where the resource has moving members:
 * their change is news for `If-None-Match`, but no reason to refuse a change by `If-Match`. `coding` is there where the body
 * is compressed, since other bytes need another strong tag. `digest` is that of the whole body, where it is known already.
 */
export function entityTag(
  body: string | Buffer,
  {
    digest = digestOf(body),
    isResource,
    coding,
  }: { digest: string | undefined; isResource: boolean; coding: string | undefined },
): string {
  const state = isResource ? stateIn(body) : undefined;
  const parts = state === undefined ? [digest] : [digestOf(state), digest];
  return `"${[...parts, ...(coding === undefined ? [] : [coding])].join('.')}"`;
}

/** The resource without its moving members; undefined where it has none. */
function stateIn(body: string | Buffer): string | undefined {
  const { data } = Resource.safeParse(JSON.parse(String(body)));
  const all = Object.entries(data ?? {});
  const lasting = all.filter(([name]) => !MOVING.has(name));
  return lasting.length === all.length ? undefined : JSON.stringify(lasting);
}

/** `If-None-Match` compares weakly: `W/` does not count. */
export const isUnchanged = (header: string, tag: string): boolean =>
  tagsIn(header).some((each) => each === '*' || each.replace(/^W\//, '') === tag);

/** `If-Match` compares strongly: a weak tag, such as a proxy makes of ours, never matches. */
export const isSameState = (header: string, tag: string): boolean =>
  tagsIn(header).some((each) => each.startsWith('"') && stateOf(each) === stateOf(tag));

const tagsIn = (header: string): string[] => header.split(',').map((each) => each.trim());

const stateOf = (tag: string): string | undefined => tag.slice(1, -1).split('.')[0];
