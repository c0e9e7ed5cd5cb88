import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { OpenApiDocument } from '../src/openapi/document.js';

const Media = z.object({
  schema: z.record(z.string(), z.unknown()),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ $ref: z.string() })).optional(),
});
const Content = z.record(z.string(), Media);
const Examples = z.record(z.string(), z.object({ value: z.unknown() }));

export interface DocumentedBody {
  /** The JSON Pointer to it, as a URI has it. */
  readonly place: string;
  readonly mediaType: string;
  readonly media: z.infer<typeof Media>;
}

/** Every body that a document describes, in requests and in answers. */
export const bodiesIn = ({ paths, components }: OpenApiDocument): DocumentedBody[] => [
  ...below(paths, 'paths'),
  ...below(components.responses, 'components/responses'),
];

function below(node: unknown, place: string): DocumentedBody[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const here = `${place}/${escaped(key)}`;
    if (key !== 'content') return below(value, here);
    return Object.entries(Content.parse(value)).map(([mediaType, media]) => ({
      place: `${here}/${escaped(mediaType)}`,
      mediaType,
      media,
    }));
  });
}

const escaped = (word: string): string =>
  encodeURIComponent(word.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The examples of a body, also those that it refers to. */
export function examplesOf({ media }: DocumentedBody, { components }: OpenApiDocument): unknown[] {
  const named = Object.values(media.examples ?? {}).map(({ $ref }) => $ref.split('/').at(-1) ?? '');
  const kept = Examples.parse(components['examples']);
  return [media.example, ...named.map((name) => kept[name]?.value)].filter((shown) => shown !== undefined);
}

/** Holds values against the schemas of a document, as a client would. */
export function documentChecker(document: OpenApiDocument): {
  readonly flaws: (place: string, value: unknown) => string | null;
} {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...document }, 'api');
  return {
    flaws: (place, value) =>
      ajv.validate(`api#/${place}`, value) ? null : `${place}: ${ajv.errorsText(ajv.errors)}`,
  };
}
