import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

export const DEPLOY = new URL('../../../deploy/', import.meta.url);
export const ALERTS_FILE = new URL('prometheus/alerts.yml', DEPLOY);

const AlertRule = z.strictObject({
  alert: z.string().regex(/^Nimbus[A-Z]\w+$/),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
});
const Rules = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(AlertRule) })),
});

const Panel = z.object({
  title: z.string(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1),
});
const Dashboard = z.object({ title: z.string(), panels: z.array(Panel).min(1) });

export const alerts = Rules.parse(parse(readFileSync(ALERTS_FILE, 'utf8'))).groups.flatMap(
  ({ rules }) => rules,
);

/** One line, or several by their labels, of a panel. */
export interface Line {
  readonly panel: string;
  readonly expression: string;
  readonly legend: string;
}

/** All that the dashboards show. The variable of Grafana is a minute, four scrapes at the interval that it knows. */
export const lines: readonly Line[] = dashboards().flatMap(({ title: dashboard, panels }) =>
  panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({
      panel: `${dashboard} / ${title}`,
      expression: expr.replaceAll('$__rate_interval', '1m'),
      legend: legendFormat,
    })),
  ),
);

function dashboards() {
  const folder = new URL('grafana/dashboards/', DEPLOY);
  return readdirSync(folder).map((file) =>
    Dashboard.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
  );
}
