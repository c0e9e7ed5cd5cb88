import type { JudgementRule } from './judgement.js';
import { folded, wordsOf } from './words.js';

const TOKEN = /\bunsubscribe[ :]{1,3}[0-9a-z]{26}\.[0-9a-f]{20}\b/;
const BARE_SUBJECT =
  /^(?:(?:un|de)subscribe|unsubscribe me|opt[ -]?out|remove(?: me)?|stop|abmelden|abmeldung|abbestellen|desinscription|desabonnement|se desabonner|baja|darse? de baja|cancelar suscripcion|descadastrar|cancelar inscricao|remover)[.! ]*$/;

/** The mail that the unsubscribe button of a mail client writes: our `mailto` address gives the subject with its token. */
export const unsubscribeBySubject: JudgementRule = (mail) => {
  const subject = folded(mail.subject).trim();
  if (TOKEN.test(subject)) return { kind: 'unsubscribe_request', confidence: 1 };
  const isSilent = mail.newText.trim().length <= FEW_LETTERS;

  return BARE_SUBJECT.test(subject) && isSilent ? { kind: 'unsubscribe_request', confidence: 0.95 } : null;
};

/** An empty mail, or one with a name below. */
const FEW_LETTERS = 60;

const PLEASE =
  "(?:please|pls|kindly|bitte|merci(?: de)?|svp|s il vous plait|s'il vous plait|por favor|thanks|thank you|thx|ty|plz|danke|gracias|obrigado|obrigada|hi|hello|hallo|bonjour|hola|ola|all|me|me now|now|sofort|jetzt|immediately) ";
/** The whole mail is the word, with or without politeness around it. */
const ALONE = new RegExp(
  `^ (?:${PLEASE}){0,3}(?:unsubscribe|unsubscribed|desubscribe|stop|remove|remove me|opt out|opt me out|abmelden|abbestellen|austragen|loschen|desinscription|desinscrire|desabonner|se desabonner|stop mails|baja|dar de baja|eliminar|descadastrar|descadastre|remover|cancelar|sair) (?:${PLEASE}){0,4}$`,
);

/** Folded words with single spaces. `Few` allows up to three words between. */
const few = '(?: [^ ]{1,30}){0,3} ';
const ASKING = [
  // English
  `(?:please |and |to |just )?unsubscribe (?:me|us|my|this|from)| (?:want|wish|like|need|how do i|how to|can i) (?:to )?unsubscribe`,
  `(?:take|remove|delete|get)${few}(?:off|from)${few}(?:list|lists|database|mailing|records|system|sequence|campaign)`,
  `(?:remove|delete) (?:me|us|my (?:e ?mail|address|contact|data|details))(?! (?:question|call))`,
  `take (?:me|us) off`,
  `(?:stop|quit|cease|desist)(?: from)?(?: all)? (?:contact|e ?mails?|mails?|e ?mailing|sending|contacting|writing|spamming|messaging|these|those|this|bothering)`,
  `(?:do not|don't|dont|never)(?: ever)? (?:e ?mail|contact|write|message|bother|spam)(?: to)? (?:me|us|again|any)|(?:do not|don't|dont) send (?:me|us|any)(?! (?:details|calendar))`,
  `(?:erase|delete|remove) (?:all )?(?:my|our) (?:personal )?(?:data|details|information|record|e ?mail|address)|right to (?:erasure|be forgotten)|withdraw (?:my )?consent`,
  `no (?:more|further) (?:e ?mails?|messages|mails?|spam|contact|communication)`,
  `opt (?:me |us )?out|opted out|opting out`,
  // German
  `(?:nehmen|loschen|entfernen|streichen|tragen|nimm|losch|losche|entferne|streich|trag) (?:sie |du )?(?:mich|uns|meine|unsere)${few}(?:aus|von|adresse|daten|e ?mail|verteiler|liste)`,
  `(?:aus|von)${few}(?:verteiler|liste|mailingliste|datenbank)${few}(?:nehmen|loschen|entfernen|streichen|austragen)`,
  `(?:keine|nicht)${few}(?:weiteren|mehr)${few}(?:e ?mails?|mails?|nachrichten|werbung|anschreiben|kontaktieren|schreiben|zusenden)|keine (?:weiteren )?(?:e ?mails|mails|werbung|nachrichten) mehr`,
  `(?:mich|uns) (?:bitte )?(?:abmelden|austragen|abbestellen)|bitte (?:abmelden|austragen|abbestellen)|newsletter (?:abbestellen|abmelden)|unterlassen sie|(?:widerspreche|widerspruch)${few}(?:nutzung|verarbeitung|werbung|verwendung|daten)`,
  // French
  `(?:me |nous )?(?:retirer|supprimer|enlever|desinscrire|desabonner|retirez|supprimez|enlevez|desinscrivez|desabonnez)(?: moi| nous)?${few}(?:liste|listes|base|fichier|diffusion|adresse|mailing|contacts)`,
  `(?:desinscrivez|desabonnez|desinscrire|desabonner|desinscris) (?:moi|nous|svp|merci)|me (?:desinscrire|desabonner)|(?:desinscrivez|desabonnez|retirez|supprimez|enlevez) moi`,
  `(?:ne|n') ?(?:plus|me)${few}(?:contacter|envoyer|contactez|envoyez|ecrire|ecrivez|recevoir|mails?|messages?)|plus (?:rien )?recevoir|arretez (?:de|vos|les|d')|cessez (?:de|vos|les|d')|plus de (?:mails?|messages?|courriels?|spam)`,
  // Spanish
  `(?:dar(?:me|nos)?|denme|deme|dame|dar) de baja|darse de baja|cancelar (?:mi |la )?suscripcion`,
  `(?:quit|elimin|borr|saqu|retir)[a-z]{1,8}${few}(?:lista|listas|base|correo|datos|direccion)|(?:eliminenme|borrenme|quitenme|saquenme|elimineme|borreme|quiteme|saqueme)`,
  `no (?:me |nos )?(?:envien?|envies|mand[a-z]{1,4}|escrib[a-z]{1,4}|contact[a-z]{1,5}|vuelv[a-z]{1,4})(?: a)?${few}(?:mas|correos?|mensajes?|e ?mails?|escribir|contactar|nada)|no (?:deseo|quiero|queremos|deseamos) (?:recibir )?(?:mas )?(?:correos|mensajes|e ?mails|publicidad|recibir)|dej[a-z]{1,4} de (?:enviar|mandar|escribir|contactar)[a-z]{0,4}`,
  // Portuguese
  `(?:remov|retir|exclu|apagu|tir|elimin)[a-z]{1,4} (?:me|nos|o meu|meu|meus|nosso)${few}(?:da|de|do|das|dos|lista|e ?mail|contacto|contato|endereco|dados)|remova me|retire me|tire me|me (?:remov|retir|exclu|tir)[a-z]{1,4}${few}(?:lista|base|mailing|cadastro)`,
  `(?:quero|desejo|gostaria de|favor|como) (?:me )?(?:descadastrar|desinscrever|cancelar a (?:inscricao|subscricao|assinatura))|me descadastr[a-z]{1,3}|descadastr[a-z]{1,3} me|cancelar (?:a )?(?:minha )?(?:inscricao|subscricao|assinatura)`,
  `(?:nao|parem?|pare) (?:me |nos )?(?:de )?(?:me |nos )?(?:envi|mand|contact|contat|escrev)[a-z]{1,5}${few}(?:mais|e ?mails?|mensagens|nada)|nao (?:desejo|quero|queremos) (?:mais )?receber|parem? de (?:me )?(?:enviar|mandar|escrever|contact?ar)`,
].map((phrase) => new RegExp(` (?:${phrase})(?= )`));

/** An unsubscribe request is short. */
const MAX_LENGTH = 400;

/** Somebody asks in words to get no more mail. A long mail that mentions it has something else to say. */
export const unsubscribeInWords: JudgementRule = (mail) => {
  const text = mail.newText.trim();
  if (text.length > MAX_LENGTH) return null;
  const words = wordsOf(text);
  if (ALONE.test(words)) return { kind: 'unsubscribe_request', confidence: 0.95 };
  if (!ASKING.some((pattern) => pattern.test(words))) return null;

  return { kind: 'unsubscribe_request', confidence: text.length <= MAX_LENGTH / 2 ? 0.9 : 0.75 };
};
