import { readdirSync, readFileSync } from 'node:fs';

export const RUNBOOKS = new URL('../../../docs/runbooks/', import.meta.url);

const files = readdirSync(RUNBOOKS).map((file) => ({
  file,
  text: readFileSync(new URL(file, RUNBOOKS), 'utf8'),
}));

export interface Block {
  readonly file: string;
  readonly content: string;
}

/** The blocks of one language in all runbooks. */
export const blocksIn = (language: 'sh' | 'sql' | 'promql'): Block[] =>
  files.flatMap(({ file, text }) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, content = '']) => ({
      file,
      content: content.trim(),
    })),
  );

const COMMAND = /npm run nimbus -- ([^\n`…]+…?)/g;

/** The commands of the operator's tool in blocks and in sentences, each once, without `npm run nimbus --`. */
export const commands: readonly string[] = [
  ...new Set(files.flatMap(({ text }) => [...text.matchAll(COMMAND)].map(([, command = '']) => command))),
];
