// node tools/generate-cli-doc.mjs [--check]: writes docs/cli.md from its introduction and the commands; --check only
// compares, and fails when the page is stale.
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

const PAGE = `${ROOT}docs/cli.md`;

await prepare({ build: true });
const { CommandFactory, CommandRunnerService } = await import('nest-commander');
const { NimbusModule } = await import(pathToFileURL(`${ROOT}dist/apps/nimbus/src/nimbus.module.js`).href);

const app = await CommandFactory.createWithoutRunning(NimbusModule, { logger: false });
const commands = leavesOf(app.get(CommandRunnerService).commander, []);
await app.close();

const page = `<!-- Generated from tools/cli-introduction.md and apps/nimbus by tools/generate-cli-doc.mjs. -->

${readFileSync(`${ROOT}tools/cli-introduction.md`, 'utf8').trimEnd()}

${commands.map(sectionOf).join('\n')}`;

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page);
  console.log(`docs/cli.md: ${commands.length} commands`);
} else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
  console.error('docs/cli.md is stale: run node tools/generate-cli-doc.mjs');
  process.exitCode = 1;
}

/** The commands that do something, with the words that lead to them, in alphabetical order. */
function leavesOf(command, path) {
  const below = command.commands.filter((each) => each.name() !== 'help');
  if (below.length === 0) return [{ command, path }];
  return below
    .toSorted((a, b) => a.name().localeCompare(b.name()))
    .flatMap((each) => leavesOf(each, [...path, each.name()]));
}

function sectionOf({ command, path }) {
  const options = command.options.filter(({ long }) => long !== '--help');
  const args = command.registeredArguments.map(argumentText);
  return `## ${path.join(' ')}

\`${[...path, ...args, ...(options.length > 0 ? ['[options]'] : [])].join(' ')}\`

${command.description()}
${options.length === 0 ? '' : `\n| option | meaning |\n|---|---|\n${options.map(rowOf).join('\n')}\n`}`;
}

function argumentText(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function rowOf({ flags, description, defaultValue, mandatory }) {
  const isDefaultTold = defaultValue !== undefined && defaultValue !== false;
  const notes = [mandatory ? 'Required.' : '', isDefaultTold ? `Default: \`${defaultValue}\`.` : ''];
  const sentence = /[.…]$/.test(description) ? description : `${description}.`;
  return `| \`${flags}\` | ${[sentence, ...notes].filter(Boolean).join(' ')} |`;
}
