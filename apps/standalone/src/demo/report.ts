import { Metrics } from '#contracts';
import type { Demo } from './demo-workspace.js';
import type { DemoReconciliation } from './reconcile-demo.js';
import type { Reconciliation } from './reconciliation.js';

/** Shown and updated while the campaign runs. */
export const progressLine = (status: string, metrics: Metrics | null, expected: number): string => {
  if (metrics === null) return `  ${status.padEnd(10)} waiting for figures`;
  const share = Math.min(1, metrics.total_sent / expected);
  const bar = '#'.repeat(Math.round(share * 24)).padEnd(24, '.');
  return (
    `  ${status.padEnd(10)}[${bar}] sent ${metrics.total_sent}  delivered ${metrics.delivered}` +
    `  opened ${metrics.opened}  clicked ${metrics.clicked}  replied ${metrics.replied}  bounced ${metrics.bounced}`
  );
};

const row = (cells: readonly (string | number)[]): string =>
  `  ${String(cells[0]).padEnd(8)}${cells
    .slice(1)
    .map((cell) => String(cell).padStart(10))
    .join('')}`;

const figures = (metrics: Metrics): (string | number)[] => [
  metrics.total_sent,
  metrics.delivered,
  metrics.opened,
  metrics.clicked,
  metrics.replied,
  metrics.unsubscribed,
  metrics.spam_complaints,
  metrics.bounced,
];

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

export const figureRows = ({ steps, campaign }: Pick<Reconciliation, 'steps' | 'campaign'>): string[] => [
  '',
  row(['', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'left', 'spam', 'bounced']),
  ...steps.map((step) => row([`step ${step.step_number}`, ...figures(step.metrics)])),
  ...(campaign.metrics === null ? [] : [row(['total', ...figures(campaign.metrics)])]),
  '',
];

/** The figures at the end, and their differences from the mailbox and the webhook. */
export function summaryTable({
  steps,
  campaign,
  byStatus,
  received,
  refused,
  intents,
  brought,
  differences,
}: DemoReconciliation): string {
  const indeterminate = byStatus.get('indeterminate') ?? 0;
  return [
    ...figureRows({ steps, campaign }),
    `  Replies: ${list(intents)}.`,
    `  The mailbox received ${received} messages of this campaign and refused ${refused}.`,
    `  The webhook brought: ${list(brought)}.`,
    ...(indeterminate === 0
      ? []
      : [
          `  ${indeterminate} sends are indeterminate: cut off between delivery and record, never sent again.`,
        ]),
    ...(differences.length === 0
      ? ['  Every figure equals the mailbox, what its recipients did, and the events of the webhook.']
      : ['  Differences:', ...differences.slice(0, 20).map((difference) => `  - ${difference}`)]),
  ].join('\n');
}

/** The addresses, and what to try by hand. */
export const tryIt = (demo: Demo): string =>
  [
    '',
    `  API       ${demo.base_url}/api/v1/`,
    `  API key   ${demo.api_key}`,
    `  Mailbox   ${demo.mailbox_url}/api/messages`,
    `  Webhook   ${demo.mailbox_url}/api/webhooks, which keeps what it receives`,
    `  SMTP      127.0.0.1:${demo.smtp_port}, which the mailbox reads`,
    '',
    '  Try:',
    `  curl -H 'Authorization: Bearer ${demo.api_key}' ${demo.base_url}/api/v1/campaigns/${demo.campaign_id}/`,
    `  curl -H 'Authorization: Bearer ${demo.api_key}' '${demo.base_url}/api/v1/campaigns/${demo.campaign_id}/sends/?page_size=3'`,
    `  curl ${demo.mailbox_url}/api/messages`,
    `  curl '${demo.mailbox_url}/api/webhooks?limit=3'`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
