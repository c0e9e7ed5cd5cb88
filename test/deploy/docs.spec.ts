import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BlockingReasonView } from '#contracts';
import { FIELD_ERROR_CODES } from '#kernel';
import { standaloneConfig } from '../../apps/standalone/src/standalone.config.js';
import { readFacts } from '../../tools/kubernetes/facts.mjs';
import { ROOT } from './broken.js';

const facts = await readFacts({ root: ROOT, load: (path: string) => import(`../../${path}.js`) });
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => join(folder, file));

const pages = ['README.md', ...filesIn('docs').filter((file) => file.endsWith('.md'))];
const specs = new Set(
  ['apps', 'libs', 'test'].flatMap(filesIn).map((file) => basename(file).replace(/\.spec\.ts$/, '')),
);

/** The anchor that GitHub gives to each heading. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The links of a page to files of this repository that lead nowhere. */
function brokenLinks(page: string): string[] {
  const prose = textOf(page).replaceAll(/```[^]*?```/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^\w+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
  });
}

describe('the documents', () => {
  it.each(pages)('%s links to files and headings that exist', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it.each(pages)('%s names scripts of package.json', (page) => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(textOf('package.json')));
    const named = [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && !(name in scripts))).toEqual([]);
  });

  // Decisions name files of their time, and the conventions those of any service.
  it.each(pages.filter((page) => !/adr\/|conventions/.test(page)))('%s names files that exist', (page) => {
    const files = /`((?:apps|libs|test|tools|bench|deploy)\/[\w./-]+\.(?:ts|mjs|md|ya?ml|json|sql|txt))`/g;
    const named = [...textOf(page).matchAll(files)].map(([, file = '']) => file);
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('name tests that exist beside each promise of docs/security.md', () => {
    const cells = textOf('docs/security.md')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').at(-2) ?? '');
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([\w.-]+)`/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((name) => !specs.has(name))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has the variables of `npm start`, and no other', () => {
    const [, after = ''] = textOf('README.md').split('| variable | default | |\n');
    const [table = ''] = after.split('\n\n');
    const names = table.split('\n').map((line) => line.split('|')[1] ?? '');
    const named = names.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name));
    expect(named.toSorted()).toEqual(Object.keys(standaloneConfig.shape).toSorted());
  });
});

describe('docs/api.md', () => {
  /** The codes in the first column of the table below this head. */
  const codesBelow = (head: string): string[] => {
    const [, after = ''] = textOf('docs/api.md').split(`| \`${head}\` | meaning |\n`);
    const [table = ''] = after.split('\n\n');
    const first = table.split('\n').map((line) => line.split('|')[1] ?? '');
    return first.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code));
  };

  it('lists the codes of wrong fields, and no other', () => {
    expect(codesBelow('errors[].code').toSorted()).toEqual([...FIELD_ERROR_CODES].toSorted());
  });

  it('lists the reasons against a launch, and no other', () => {
    const { options } = BlockingReasonView.shape.code;
    expect(codesBelow('blocking_reasons[].code').toSorted()).toEqual([...options].toSorted());
  });
});

describe('docs/operating.md', () => {
  const [, configuration = ''] = textOf('docs/operating.md').split('\n## Configuration\n');
  const [table = ''] = configuration.split('\n## ');
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const readers = new Map(
    rows.flatMap(([, names = '', who = '']) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => [name, who.split(', ')] as const),
    ),
  );

  it.each(facts.services)('has each variable of $name', ({ name, schema }) => {
    const missing = Object.keys(schema.shape).filter((variable) => {
      const who = readers.get(variable);
      return who === undefined || !(who.includes('all') || who.includes(name));
    });
    expect(missing).toEqual([]);
  });

  it('has no variable of a service that does not read it', () => {
    const shapeOf = (name: string): object =>
      facts.services.find((service) => service.name === name)?.schema.shape ?? {};
    const wrong = [...readers].flatMap(([variable, who]) =>
      who
        .filter((name) => name !== 'all' && !(variable in shapeOf(name)))
        .map((name) => `${name}: ${variable}`),
    );
    expect(wrong).toEqual([]);
  });
});
