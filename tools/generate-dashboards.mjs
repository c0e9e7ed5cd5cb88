// node tools/generate-dashboards.mjs [--check]: writes deploy/grafana/dashboards from the panels in tools/dashboards; --check
// only compares, and fails when a file is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { events } from './dashboards/events.mjs';
import { dashboardOf } from './dashboards/grafana.mjs';
import { overview } from './dashboards/overview.mjs';
import { resources } from './dashboards/resources.mjs';
import { sending } from './dashboards/sending.mjs';
import { ROOT } from './prepare.mjs';

const FOLDER = `${ROOT}deploy/grafana/dashboards`;

const files = new Map(
  [overview, sending, events, resources].map((dashboard) => [
    `${dashboard.uid}.json`,
    `${JSON.stringify(dashboardOf(dashboard), null, 2)}\n`,
  ]),
);

if (process.argv.includes('--check')) {
  const stale = [...new Set([...files.keys(), ...readdirSync(FOLDER)])].filter(
    (name) => files.get(name) !== textOf(name),
  );
  for (const name of stale)
    console.error(`deploy/grafana/dashboards/${name} is stale: run node tools/generate-dashboards.mjs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [name, text] of files) writeFileSync(`${FOLDER}/${name}`, text);
  console.log(`deploy/grafana/dashboards: ${files.size} dashboards`);
}

function textOf(name) {
  return readdirSync(FOLDER).includes(name) ? readFileSync(`${FOLDER}/${name}`, 'utf8') : undefined;
}
