// The demo of deploy/compose.yml: a campaign of a new workspace into Mailpit, and its figures beside the messages there.
import { z } from 'zod';
import { loadConfig } from '#service';
import { Terminal } from '../terminal.js';
import { DEMO_CONTACTS, demoSequence } from './demo-people.js';
import { launchIntoMailpit, reconcileWithMailpit, untilCompleted } from './mailpit-campaign.js';
import { figureRows, progressLine } from './report.js';

const config = loadConfig(
  z.object({
    API_URL: z.url(),
    ADMIN_TOKEN: z.string(),
    MAILPIT_URL: z.url(),
    /** Mailpit as the services reach it, as `host:port`. */
    MAILPIT_SMTP: z.string().regex(/^[^:]+:\d+$/, { error: 'must look like mailpit:1025' }),
  }),
);
const [host = '', port = ''] = config.MAILPIT_SMTP.split(':');
const { print, progress } = new Terminal(process.stdout);

const smtp = { host, port: Number(port) };
const campaign = await launchIntoMailpit({ apiUrl: config.API_URL, adminToken: config.ADMIN_TOKEN, smtp });
const expected = DEMO_CONTACTS * demoSequence.steps.length;
await untilCompleted(campaign, ({ status, metrics }) => progress(progressLine(status, metrics, expected)));

const reconciliation = await reconcileWithMailpit(campaign, config.MAILPIT_URL);
const { received, differences } = reconciliation;
print([...figureRows(reconciliation), `  Mailpit holds ${received} messages of this campaign.`].join('\n'));
print(
  differences.length === 0 ? '  Every figure equals it.' : ['  Differences:', ...differences].join('\n  - '),
);
process.exitCode = differences.length === 0 ? 0 : 1;
