// Names the spec files that failed in a report of jest. None where too many did: that is no chance, and takes hours.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const TOO_MANY = 15;

const [, , report] = process.argv;
const { testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
if (failed.length < TOO_MANY) console.log(failed.join('\n'));
