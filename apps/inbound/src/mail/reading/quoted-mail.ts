import { bare, linesOfAttribution } from './attribution.js';

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
  for (let at = 0; at < lines.length && !isEnd(lines, at); at += 1) {
    const line = lines[at] ?? '';
    const attribution = linesOfAttribution(lines, at);
    if (attribution > 0) at += attribution - 1;
    else if (!isQuoted(line) && !isSentFrom(line)) kept.push(line);
  }

  return kept.join('\n').replace(/\n_{5,}\s*$/, '');
}

/** Closing words that the library does not know; below them stands a signature. */
const CLOSING =
  /^(?:(?:viele|beste|liebe|sch[öo]ne|sonnige|freundliche|herzliche|mit (?:freundlichen|besten|herzlichen|lieben)) gr(?:ü|ue)(?:ß|ss)en?|gr(?:u|ü)(?:ß|ss)e?|mfg|lg|vg|(?:bien )?cordialement|bien à (?:vous|toi)|salutations|sincères salutations|(?:un )?saludos?(?: cordiales)?|(?:un )?cordial saludo|un abrazo|atentamente|atenciosamente|(?:com os )?(?:melhores )?cumprimentos|abraços?|sincerely(?: yours)?|yours (?:truly|sincerely)|all the best)[ ,.!]*$/i;
const SIGNATURE_LINES = 15;

/** From here on nothing is new: a signature, or a quoted mail without marks at its lines. */
function isEnd(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (line === '--' || isSeparator(line) || isHeaderBlock(lines, at)) return true;
  if (isClosing(line) && isNearEnd(lines, at)) return true;
  const attribution = linesOfAttribution(lines, at);

  return attribution > 0 && !isQuoted(line) && !isQuoted(nextLine(lines, at + attribution));
}

const isClosing = (line: string): boolean => line.length <= 60 && CLOSING.test(line.trim());

const nextLine = (lines: readonly string[], at: number): string =>
  lines.slice(at, at + 4).find((line) => line !== '') ?? '';

/** A quoted mail may follow the signature. */
function isNearEnd(lines: readonly string[], at: number): boolean {
  const next = lines.slice(at + 1, at + 1 + SIGNATURE_LINES + 1);
  const quote = next.findIndex(
    (line, index) => isQuoted(line) || isSeparator(line) || isHeaderBlock(next, index),
  );

  return quote !== -1 || next.length <= SIGNATURE_LINES;
}

const isQuoted = (line: string): boolean => /^ {0,3}>/.test(line);

const isSentFrom = (line: string): boolean => line.length <= 120 && SENT_FROM.test(line.trim());
