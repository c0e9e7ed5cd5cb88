/** A line of an attribution, or of the headers of a quoted mail, is not longer. */
const MAX_LINE = 400;

const VERBS = /\b(?:wrote|schrieb|schreef|skrev|escreveu|ha scritto)\b|(?<!\p{L})(?:a écrit|escribió)/u;
const FIRST_WORDS = /^(?:am|den|el|em|il|le|on|op)\s/i;

/** "On Mon, 4 Jan 2027 at 10:12, Ada <ada@example.com> wrote:", in a line or broken into two or three. */
const isAttribution = (line: string): boolean =>
  line.length <= MAX_LINE &&
  line.endsWith(':') &&
  VERBS.test(line) &&
  (line.includes('@') || (/\d/.test(line) && FIRST_WORDS.test(line)));

/** How many lines from `at` on are an attribution: 0 where there is none. */
function linesOfAttribution(lines: readonly string[], at: number): number {
  const [first = '', second = '', third = ''] = lines.slice(at, at + 3).map(bare);
  if (isAttribution(first)) return 1;
  if (!FIRST_WORDS.test(first) && !first.includes('@')) return 0;
  if (isAttribution(`${first} ${second}`)) return 2;

  return isAttribution(`${first} ${second} ${third}`) ? 3 : 0;
}

/** Programs put stars around bold words, and quote marks before an attribution within a quote. */
const bare = (line: string): string =>
  line
    .slice(0, MAX_LINE)
    .replaceAll(/[*\u00a0]+/g, ' ')
    .trim();

const FROM = /^(?:from|von|de|da|van|od|från|fra)\s?:/i;
const OTHER_LABELS =
  /^(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado(?: el)?|enviada(?: em)?|fecha|para|asunto|data|assunto|inviato|a|oggetto|verzonden|aan|onderwerp)\s?:/i;

/** Outlook writes the headers of the mail that it quotes: two of them after the sender are no accident. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!FROM.test(bare(lines[at] ?? ''))) return false;
  const next = lines.slice(at + 1, at + 8).filter((line) => OTHER_LABELS.test(bare(line)));

  return next.length >= 2;
}

const SEPARATOR =
  /^(?:original(?: |-)?(?:message|nachricht)|ursprüngliche (?:nachricht|e-mail|mail)|message (?:d['’]origine|original)|mensaje original|mensagem original|messaggio originale|(?:begin )?forwarded message|weitergeleitete nachricht|(?:anfang|beginn) der weitergeleiteten nachricht|message (?:transféré|réexpédié)|début du message (?:transféré|réexpédié)|mensaje reenviado|inicio del mensaje reenviado|mensagem (?:encaminhada|reencaminhada)|início da mensagem (?:encaminhada|reencaminhada))$/i;

const isSeparator = (line: string): boolean =>
  line.length <= 100 &&
  SEPARATOR.test(
    line
      .replaceAll(/[-_*=:>]+/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .replace(/ (?:from|von|de) .*$/i, '')
      .trim(),
  );

const SENT_FROM =
  /^(?:sent from|sent via|get outlook for|gesendet (?:von|mit|über)|von meinem .{1,40} gesendet|diese nachricht wurde von meinem|outlook für|envoyé (?:de|depuis|à partir)|télécharger outlook|obtenir outlook|enviado (?:desde|do|a partir|de) (?:mi|meu|o|mon|outlook|iphone|android|yahoo)|obtener outlook|obter o outlook|inviato da)/i;

/** The text up to the quoted mail; quoted lines go with their attribution, and answers between or below them stay. */
export function beforeQuotedMail(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^ {0,3}>/.test(line)) continue;
    if (line === '--' || isSeparator(line) || isHeaderBlock(lines, at)) break;
    const attribution = linesOfAttribution(lines, at);
    if (attribution > 0 && !isQuotedAfter(lines, at + attribution)) break;
    if (attribution > 0) at += attribution - 1;
    else if (line.length > 120 || !SENT_FROM.test(line.trim())) kept.push(line);
  }

  return kept.join('\n').replace(/\n_{5,}\s*$/, '');
}

function isQuotedAfter(lines: readonly string[], at: number): boolean {
  const next = lines.slice(at, at + 4).find((line) => line !== '');

  return next !== undefined && /^ {0,3}>/.test(next);
}
