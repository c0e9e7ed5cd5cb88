import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const { $defs } = JSON.parse(
  readFileSync(new URL('../../deploy/kubernetes/schemas.json', import.meta.url), 'utf8'),
);

// The schemas have formats of their own, such as "int-or-string", which their types already say.
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'kubernetes', $defs });

const KINDS = new Map(
  Object.entries($defs).flatMap(([name, { 'x-kubernetes-group-version-kind': kinds = [] }]) =>
    kinds.map(({ group, version, kind }) => [`${group === '' ? '' : `${group}/`}${version} ${kind}`, name]),
  ),
);

/** Fields that the schemas of Kubernetes do not know, missing ones, and values of a wrong type. */
export function schemaProblems({ objects }) {
  return objects.flatMap((object) => {
    const name = KINDS.get(`${object.apiVersion} ${object.kind}`);
    const label = `${object.kind} ${object.metadata?.name}`;
    if (name === undefined)
      return [`${label}: schemas.json does not know ${object.apiVersion} ${object.kind}`];
    const validate = ajv.getSchema(`kubernetes#/$defs/${name}`);
    if (validate(object)) return [];
    return validate.errors.map(
      ({ instancePath, message, params }) =>
        `${label}: ${instancePath || '/'} ${message}${params.additionalProperty ? `: ${params.additionalProperty}` : ''}`,
    );
  });
}
