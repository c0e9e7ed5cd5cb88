interface Group {
  /** The weight of everything before the last atom. */
  before: number;
  /** The last atom, to which a quantifier belongs. */
  last: number;
}

/** A set is one atom, whatever stands in it. No token begins a back-reference, a look-around or an option. */
const TOKEN =
  /(?<open>\((?:\?:|(?!\?)))|(?<close>\))|(?<or>\|)|(?<times>(?:[*+?]|\{(?<least>\d{1,3})(?<to>,(?<most>\d{1,3})?)?\})\??)|\\[^1-9]|\[\^?\]?(?:\[(?<class>[:=.])[^\]]*\k<class>\]|\\.|[^\]\\[])*\]|[^\\[()*+?|]/gsuy;

/**
 * The number of atoms that a regular expression has once its repetitions are written out: PostgreSQL compiles as many,
 * and a match looks at all of them for each character. Undefined where it cannot be told: the pattern is not balanced,
 * or has a back-reference, a look-around or an option, each of which can make a match take for ever.
 */
export function regexWeight(pattern: string): number | undefined {
  const groups: Group[] = [{ before: 0, last: 0 }];
  let length = 0;
  for (const { 0: token, groups: kind = {} } of pattern.matchAll(TOKEN)) {
    length += token.length;
    if (!take(groups, kind)) return undefined;
  }
  const [whole] = groups;
  const isRead = length === pattern.length && groups.length === 1 && !pattern.startsWith('***');
  return isRead && whole !== undefined ? weightOf(whole) : undefined;
}

const weightOf = ({ before, last }: Group): number => before + last;

/** False where a group ends that did not begin. */
function take(groups: Group[], kind: Record<string, string | undefined>): boolean {
  if (kind['open'] !== undefined) return groups.push({ before: 0, last: 0 }) > 0;
  const ended = kind['close'] === undefined ? undefined : groups.pop();
  const group = groups.at(-1);
  if (group === undefined) return false;

  if (kind['times'] !== undefined) group.last *= timesOf(kind['times'], kind);
  else {
    group.before += group.last;
    if (kind['or'] === undefined) group.last = ended === undefined ? 1 : weightOf(ended);
    else group.last = 0;
  }
  return true;
}

function timesOf(quantifier: string, { least, to, most }: Record<string, string | undefined>): number {
  if (least === undefined) return quantifier.startsWith('+') ? 2 : 1;
  if (to === undefined) return Math.max(Number(least), 1);
  return Math.max(most === undefined ? Number(least) + 1 : Number(most), 1);
}
