import { availabilityProblems } from './availability.mjs';
import { environmentProblems } from './environment.mjs';
import { networkProblems } from './network.mjs';
import { podSecurityProblems } from './pod-security.mjs';
import { referenceProblems } from './references.mjs';
import { schemaProblems } from './schema.mjs';
import { workloadProblems } from './workloads.mjs';

const OF_ALL = [
  referenceProblems,
  workloadProblems,
  environmentProblems,
  podSecurityProblems,
  networkProblems,
];

/** Everything that is wrong with the objects of an overlay. An object of the wrong shape is not looked at any further. */
export function problemsOf(overlay, objects, facts) {
  const misshapen = schemaProblems({ objects });
  if (misshapen.length > 0) return misshapen;
  const rules = overlay === 'high-availability' ? [...OF_ALL, availabilityProblems] : OF_ALL;
  return rules.flatMap((rule) => rule({ objects, facts }));
}
