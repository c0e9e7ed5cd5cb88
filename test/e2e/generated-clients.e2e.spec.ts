import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CampaignSummary } from '#contracts';
import { eventually } from '#testing';
import { createContacts, createSendingAccounts, createWorkspace } from '../support/campaign-fixtures.js';
import {
  compile,
  findPython,
  generatePython,
  generateTypeScript,
  importAll,
  runIn,
} from '../support/generated-clients.js';
import { useSystem } from '../support/use-system.js';

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const Listed = z.object({ results: z.array(z.object({ id: z.string(), status: z.string() })) });
const Report = z.object({
  paused: z.looseObject({}),
  campaign: z.looseObject({}),
  latest: Listed,
  sends: Listed,
  summary: CampaignSummary,
  csv: z.string(),
  ndjson: z.string(),
});

const python = findPython('openapi-python-client==0.29.1');
const wherePythonIs = python === undefined ? it.skip : it;
if (python === undefined)
  console.warn(
    'SKIPPED: the generated Python client. There is no openapi-python-client; with Python 3.11, the network and INSTALL_GENERATORS=1 this test installs it.',
  );

describe('a client that is generated from the document', () => {
  const system = useSystem();
  let folder: string;
  let document: string;
  let mistakes: string[];

  beforeAll(async () => {
    document = `${system.baseUrl}/api/v1/openapi.json`;
    folder = await mkdtemp(join(tmpdir(), 'nimbus-clients-'));
    await generateTypeScript(folder, document);
    const program = await readFile(join(folder, 'campaign.ts'), 'utf8');
    await writeFile(join(folder, 'wrong.ts'), program.replace('daily_send_limit', 'daily_limit'));
    mistakes = await compile(folder, ['campaign.ts', 'wrong.ts']);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Runs the example of a language, and compares what it reads with what happened. */
  async function expectItWorks(run: (args: string[], env: object) => Promise<string>): Promise<void> {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { count: 1, smtpPort: system.mailbox.smtpPort });
    const emails = await createContacts(rest, 3);
    const NIMBUS_KEY = rest.authorization['authorization']?.replace('Bearer ', '');
    const env = { NIMBUS_URL: system.baseUrl, NIMBUS_KEY, SENDING_ACCOUNT_IDS: accounts.join() };

    const id = await run(['start'], env);
    await eventually(async () => {
      const { metrics } = await rest.get(CampaignSummary, `campaigns/${id}/analytics/summary/`);
      expect(metrics.total_sent).toBe(emails.length);
    });

    const report = Report.parse(JSON.parse(await run(['report', id], env)));
    const paused = { id, status: 'paused', pause_reason: 'report', daily_send_limit: 200 };
    expect([report.paused, report.campaign]).toMatchObject([paused, paused]);
    expect(report.latest.results).toMatchObject([{ id, status: 'paused' }]);
    expect(report.summary).toMatchObject({ campaign_id: id, metrics: { total_sent: emails.length } });

    const sends = report.sends.results.map((send) => send.id);
    const rows: { id: string; email: string }[] = parse(report.csv, { columns: true });
    expect(rows.map(({ id }) => id)).toEqual(sends);
    expect(rows.map(({ email }) => email).toSorted()).toEqual(emails.toSorted());
    const lines = report.ndjson.trimEnd().split('\n');
    expect(lines.map((line) => Listed.shape.results.element.parse(JSON.parse(line)).id)).toEqual(sends);
  }

  it('in TypeScript creates, launches, pauses, reads and exports a campaign', async () => {
    expect(mistakes.filter((mistake) => !mistake.startsWith('wrong.ts'))).toEqual([]);
    await expectItWorks((args, env) => runIn(folder, process.execPath, ['campaign.js', ...args], env));
  });

  it('in TypeScript does not compile with a field that does not exist', () => {
    expect(mistakes.join()).toMatch(/wrong\.ts.*'daily_limit' does not exist/);
  });

  wherePythonIs('in Python has every operation, and does the same', async () => {
    if (python === undefined) return;
    await generatePython(folder, python, document);
    const { paths } = Document.parse(await (await fetch(document)).json());
    const operations = Object.values(paths).flatMap((path) => Object.keys(path));
    expect(await importAll(folder, python)).toBe(operations.length);
    const client = join(folder, 'client');
    await expectItWorks((args, env) => runIn(client, python, ['campaign.py', ...args], env));
  });
});
