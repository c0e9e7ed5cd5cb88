import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { parse } from 'yaml';
import { z } from 'zod';
import { SERVICES } from '#contracts';
import { alerts, DEPLOY, lines } from '../support/observing/expressions.js';
import { selectorsOf } from '../support/observing/promql.js';
import { blocksIn, RUNBOOKS } from '../support/observing/runbooks.js';
import { ROOT } from './broken.js';

/** The metrics that the code names, those of the process, and the one that Prometheus adds to each target. */
const registered = new Set([...namesInCode(), ...namesOfProcess(), 'up']);

const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...lines.map(({ panel, expression }) => [panel, expression] as const),
  ...blocksIn('promql').map(({ file, content }) => [file, content] as const),
];

describe('an expression', () => {
  it.each(expressions)('of %s reads metrics that a service registers: %s', (_, expression) => {
    const selectors = selectorsOf(expression);
    expect(selectors).not.toEqual([]);
    for (const { metric } of selectors) expect(registered).toContain(baseOf(metric));
  });

  it.each(lines)('of $panel has the labels that name its lines: $legend', ({ legend, expression }) => {
    for (const [, label] of legend.matchAll(/{{(\w+)}}/g)) {
      expect(expression).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`));
    }
  });

  it('with the name of a metric that does not exist would be found', () => {
    expect(registered).not.toContain(baseOf('nimbus_sends_lost_total'));
    expect(() => selectorsOf('sum(rate(up[5m])')).toThrow('not PromQL');
  });
});

describe('an alert', () => {
  const files = readdirSync(RUNBOOKS);

  it.each(alerts)('$alert leads to a runbook with its name', ({ alert, annotations }) => {
    expect(annotations.runbook_url).toBe(`docs/runbooks/${alert}.md`);
    expect(files).toContain(`${alert}.md`);
    expect(runbook(`${alert}.md`)).toMatch(new RegExp(`^# ${alert}\n`));
    expect(runbook('README.md')).toContain(`(${alert}.md)`);
  });

  it('exists for each runbook', () => {
    const named = alerts.map(({ alert }) => `${alert}.md`);
    expect(files.filter((file) => file !== 'README.md').toSorted()).toEqual(named.toSorted());
  });

  it.each(alerts)('$alert is tested in alerts.test.yml', ({ alert }) => {
    const tests = readFileSync(new URL('prometheus/alerts.test.yml', DEPLOY), 'utf8');
    expect(tests).toMatch(new RegExp(`alertname(="|: )${alert}\\b`));
  });

  it('watches every service', () => {
    const [down] = alerts.filter(({ alert }) => alert === 'NimbusServiceDown');
    for (const service of SERVICES) {
      expect(down?.expr).toContain(`absent(up{job="${service}"})`);
      expect(down?.expr).toMatch(new RegExp(`job=~"[^"]*\\b${service}\\b`));
    }
  });
});

describe('Prometheus', () => {
  it('scrapes every replica of every service', () => {
    const Config = z.object({
      scrape_configs: z.array(
        z.object({ dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })) }),
      ),
    });
    const text = readFileSync(new URL('prometheus/prometheus.yml', DEPLOY), 'utf8');
    const targets = Config.parse(parse(text)).scrape_configs.flatMap((job) => job.dns_sd_configs);
    expect(targets).toMatchObject([{ port: 9_464 }]);
    expect(targets[0]?.names.toSorted()).toEqual(SERVICES.toSorted());
  });
});

function runbook(file: string): string {
  return readFileSync(new URL(file, RUNBOOKS), 'utf8');
}

/** A histogram has three series with endings of their own. */
function baseOf(metric: string): string {
  return registered.has(metric) ? metric : metric.replace(/_(bucket|count|sum)$/, '');
}

function namesInCode(): string[] {
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\/src\/.*(?<!\.spec)\.ts$/.test(file))
      .map((file) => readFileSync(`${ROOT}${folder}/${file}`, 'utf8')),
  );
  return files.flatMap((text) => [...text.matchAll(/\bname: '(nimbus_\w+)'/g)].map(([, name = '']) => name));
}

function namesOfProcess(): string[] {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry.getMetricsAsArray().map(({ name }) => name);
}
