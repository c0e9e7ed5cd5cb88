import type { ReplyIntent } from './judgement.js';
import { anyOf, gap } from './words.js';

/** Phrases in folded words, in English, German, French, Spanish and Portuguese. */
type Phrases = readonly RegExp[];

/** "isn't" and its kin are one word. */
const NOT = `(?:not|no longer|never|hardly|neither|nor|[a-z]{1,8}n't)`;
/** Words between a "not" and what it denies. */
const FILLERS = `(?: (?:really|all|that|at|in|very|terribly|particularly|currently|be|been|too|so|overly|especially|the|least|slightest|any|way|quite|super|even|remotely|necessarily|exactly|actively|presently|personally|further|this|moment|time|point|being|feeling|currently|much|bit|a)){0,6}`;

const REFERRAL: Phrases = [
  anyOf(
    `(?:reach out|talk|speak|write|get in touch|refer you|point you|connect you|put you in touch|best bet is|best person${gap(3)}is)(?: directly)?(?: to| with)? (?:my|our|the|mr|mrs|ms|his|her)(?! (?:website|site|friend on|number|phone|lawyer|solicitor))`,
    `(?:contact|e ?mail|ask|try|talk to|speak to|speak with|reach out to) (?:my|our) (?:colleague|coworker|boss|manager|head|director|team|cto|ceo|cmo|coo|cfo|vp|partner|assistant|marketing|sales|procurement|purchasing|hr|it)`,
    `(?:forward|pass|hand|send|sent|share)(?:ed|ing|d)?${gap(4)}(?:on |along |over )?to (?:my|our|the)${gap(1)}(?:colleague|boss|manager|head|director|team|cto|ceo|cmo|coo|cfo|vp|partner|department|right|relevant|person|marketing|sales)`,
    `(?:is|are|he's|she's|who's|who is|person) (?:the (?:right |best )?(?:one|person|contact)|in charge of|responsible for|handling|handles|looking after)(?! (?:wrong))${gap(6)}(?:here|this|that|these|it|outbound|contact|person)`,
    `(?:the )?(?:right|best|correct|better) (?:person|contact|people)${gap(4)}(?:is|would be|are)(?! not)`,
    `(?:one|matter|topic|question|something|thing) for (?:my|our|the|mr|mrs|ms)${gap(3)}(?:team|colleague|boss|manager|head|director|department|ceo|cto|cmo|coo|cfo|vp)|(?:one|matter|topic|question) for [^ ]{2,20}(?: [^ ]{2,20})? (?:our|my|who|in|from)|(?:passed|forwarded|sent|given|handed)${gap(4)}to the (?:team|person|people|colleague|department)`,
    `(?:copied|cc'ing|cc'd|looping in|looped in|copying|adding)${gap(3)}(?:here|in|who|colleague|him|her|them|copy|team)`,
    `(?:best|better|please|could you|should|can) (?:to )?(?:write|contact|e ?mail|reach|ask|try|speak|talk)(?: out)?(?: to)?${gap(4)}anaddress|(?:at|to|is|on) anaddress (?:who|he|she|they)`,
    `(?:he|she|they|who) (?:owns?|runs?|handles?|manages?|leads?|takes? care of|looks? after|decides?|deals? with) (?:this|that|it|these|such|all|our|the|vendors?|suppliers?|purchasing|marketing|sales|those)`,
  ),
  anyOf(
    `wenden sie sich${gap(3)}an|wende dich${gap(3)}an|(?:kontaktieren|schreiben|fragen) sie (?:bitte )?(?:meine|meinen|unsere|unseren|herrn|frau)`,
    `(?:mein|meine|meinen|meiner|unser|unsere|unseren) (?:kollege|kollegen|kollegin|chef|chefin|vorgesetzter|geschaftsfuhrer|marketingleiter|vertriebsleiter|einkauf)${gap(12)}(?:zustandig|verantwortlich|ansprechpartner|ansprechpartnerin|weitergeleitet|ubernimmt)`,
    `(?:schreiben|wenden|melden|kontaktieren|richten)${gap(6)}anaddress|darum kummert sich|dafur ist${gap(4)}zustandig`,
    `(?:zustandig|verantwortlich|ansprechpartner(?:in)?)${gap(4)}(?:ist|ware) (?:herr|frau|mein|meine|unser|unsere|der kollege|die kollegin)|(?:an|habe)${gap(6)}(?:kollegen|kollegin|abteilung|team|chef)${gap(2)}weitergeleitet`,
  ),
  anyOf(
    `(?:contacter|contactez|voir avec|adresser a|adressez vous a|vous rapprocher de|joindre|ecrire a|ecrivez a) (?:ma|mon|notre|mes|nos|madame|monsieur|mme|m) ?(?:collegue|responsable|directeur|directrice|confrere|chef|associe|associee|service|equipe)?`,
    `(?:transmis|transfere|transferer|transmets|fait suivre)${gap(5)}(?:a|au|aux) (?:ma|mon|notre|nos|la|le|service|equipe|collegue|responsable)`,
    `(?:ma|mon|notre) (?:collegue|responsable|directeur|directrice)${gap(10)}(?:s'occupe|en charge|gere|responsable|competent)`,
    `(?:ecrire|ecrivez|contacter|contactez|adresser|adressez|joindre|voyez)${gap(4)}anaddress|(?:c'est|s'adresse)${gap(4)}qui (?:s'occupe|s'en occupe|gere|decide)`,
  ),
  anyOf(
    `(?:contacta|contacte|contactar|habla|hable|hablar|escribe|escriba|escribir|dirigete|dirijase|dirigirse|ponte en contacto|pongase en contacto)(?: con| a)? (?:mi|nuestro|nuestra|el|la) (?:companer[oa]|coleg[a]|jef[ea]|director[a]?|responsable|equipo|departamento)`,
    `(?:mi|nuestr[oa]) (?:companer[oa]|colega|jef[ea]|director[a]?|responsable)${gap(10)}(?:encarg[a-z]{1,4}|responsable|lleva|gestiona)`,
    `(?:escrib[a-z]{1,5}|contact[a-z]{1,4}|dirig[a-z]{1,5})${gap(4)}anaddress|de (?:esto|eso|ello|este tema) se (?:encarga|ocupa)|(?:quien|el que|la que) (?:lleva|se encarga|decide)`,
    `(?:reenvi|pas)[a-z]{1,5}${gap(5)}(?:a|al) (?:mi|nuestr[oa]|departamento|equipo|responsable) ?(?:companer[oa]|colega|jef[ea]|director[a]?|responsable)?`,
  ),
  anyOf(
    `(?:fale|falar|contacte|contate|contactar|contatar|escreva|entre em contato|entre em contacto|procure)(?: com)?(?: o| a)? (?:meu|minha|nosso|nossa) (?:coleg[a]|colega|chefe|diretor[a]?|gerente|responsavel|equipa|equipe|socio|socia)`,
    `(?:meu|minha|noss[oa]) (?:colega|chefe|diretor[a]?|gerente)${gap(10)}(?:responsavel|trata|cuida|encarregad[oa])`,
    `(?:escrev[a-z]{1,3}|contact[a-z]{1,4}|contat[a-z]{1,4}|fale)${gap(4)}anaddress|quem (?:trata|cuida|decide|e responsavel)`,
    `(?:encaminh|reencaminh|repass|pass)[a-z]{1,4}${gap(5)}(?:para|ao|a) (?:meu|minha|o meu|a minha|noss[oa]|o nosso|a nossa|area|equipe|equipa)`,
  ),
];

const WRONG_PERSON: Phrases = [
  anyOf(
    `wrong (?:person|guy|contact|address|e ?mail|department|individual|company)`,
    `nothing to do with|(?:just|only) (?:the|a|an) (?:receptionist|intern|student|assistant|employee|driver|accountant)|(?:reached|got|have|found|contacted|mailed|emailed|writing) (?:to )?the wrong`,
    `(?:not|am not|i'm not|isn't|wasn't|not really) (?:the|your) (?:right|correct|best|appropriate) (?:person|contact|one)`,
    `(?:i )?(?:don't|do not|dont|no longer|never) (?:handle|deal with|manage|look after|work (?:in|on|with|at|for)|do (?:sales|marketing|hr|purchasing))`,
    `(?:not|isn't) (?:my|in my|part of my) (?:area|department|responsibility|role|job|remit|field|decision|call|team|domain)`,
    `(?:have|has|i've) (?:left|retired)(?! a| the (?:door|details|number|info))|i (?:left|retired)|(?:no longer) (?:with|at|work|works|working|employed|in this role|responsible)`,
    `(?:mistaken|confused|mixed up|mistake) (?:me|identity)|you (?:must|may|might|probably) (?:have|be)${gap(2)}(?:confus|mistak)[a-z]{1,4}`,
    `(?:i am|i'm|we are|we're) not (?:with|in|at|part of|responsible|in charge|involved)`,
    `(?:think|believe|guess|suspect|sure) you(?:'re| are| were)? (?:after|looking for|mean|meant|want|wanted|mistook|intended)`,
  ),
  anyOf(
    `nicht (?:der|die|ihr|ihre) (?:richtige|richtiger|zustandige|passende) (?:ansprechpartner|ansprechpartnerin|person|kontakt|adresse)|falsche[rn]? (?:ansprechpartner|ansprechpartnerin|person|adresse|kontakt|empfanger)`,
    `(?:nicht|dafur nicht|nicht mehr) (?:zustandig|verantwortlich|mein bereich|mein thema|tatig)|(?:bin|arbeite) nicht mehr|falsch (?:bei mir|verbunden)|verwechselt`,
  ),
  anyOf(
    `(?:pas|plus) (?:la bonne personne|le bon (?:contact|interlocuteur)|la bonne interlocutrice|en charge|responsable|concernee?|mon domaine)`,
    `(?:mauvaise personne|mauvais (?:contact|interlocuteur|destinataire)|erreur de (?:destinataire|personne)|vous trompez|ne m'occupe pas|ne travaille plus|ne suis plus|ne fais plus)`,
  ),
  anyOf(
    `no soy (?:la persona|el contacto|el responsable|la responsable|quien|el adecuado)|persona equivocada|contacto equivocado|se (?:ha )?equivoc[a-z]{1,4} de (?:persona|direccion)|ya no (?:trabajo|estoy|soy)|no (?:llevo|me encargo|es mi area|es mi departamento)`,
  ),
  anyOf(
    `nao sou (?:a pessoa|o contacto|o contato|o responsavel|a responsavel|quem)|pessoa errada|contato errado|contacto errado|enganou se|(?:ja )?nao (?:trabalho mais|trato|sou mais|sou eu|e comigo|e a minha area|e minha area)|ja nao (?:trabalho|estou)`,
  ),
];

const NOT_INTERESTED: Phrases = [
  anyOf(
    `${NOT}${FILLERS} (?:interested|looking|interesting|keen|relevant|a fit|the right fit|a good fit|a match|for us|for me|needed|required)`,
    `no(?: real| current| particular)? (?:interest|need|thanks|thank you|requirement|demand|use for)|nope|no ty|uninterested|not (?:today|of interest|something (?:we|i)|a priority|our thing|necessary)`,
    `${NOT} at this (?:time|point|moment|stage)|(?:do not|don't|dont) (?:think|believe|feel)${gap(3)}(?:for us|for me|right for|fit|relevant|interest|useful|need)|(?:have|has|see) no (?:use|need|interest|demand)`,
    `(?:i'll|i will|we'll|we will|i'd|i|we|going to|gonna|have to|must) (?:pass|decline|politely decline|respectfully decline)(?! (?:it|this|that|you|your|on to|along|the|them))|pass (?:on this|on it|for now|at this)|hard pass|we pass|i pass`,
    `(?:do not|don't|dont|doesn't|does not|won't|will not|wouldn't) (?:need|want|require|have a need|see a (?:need|fit)|fit|interest|be (?:interested|needing|moving|proceeding|pursuing|continuing|going)|have (?:any )?(?:interest|need))`,
    `(?:lost|lack of|zero) interest|leave (?:me|us) alone|go away`,
    `${NOT} (?:gonna|going to) (?:happen|work|be|do)|${NOT} (?:something|anything) (?:(?:we|i)(?:'d|'ll|'re|'m)?|for|that)|(?:do not|don't|dont|can't|cannot) see (?:the |any |a |much |how )?(?:value|point|use|benefit|need|fit|this|it)|(?:no|little|of no) (?:value|benefit|use) (?:for|to|here)|count (?:me|us) out`,
  ),
  anyOf(
    `(?:kein|keinen|keinerlei|nicht)${gap(2)}(?:interesse|bedarf|interessiert|interessant|relevant|benotigt|in frage|passend)`,
    `nein danke|danke nein|lehnen(?: wir| ich)?${gap(2)}ab|(?:brauchen|benotigen|mochten|wollen|benotige|brauche|mochte) (?:wir |ich )?(?:das |dies |so etwas |aktuell |derzeit |momentan )?(?:nicht|keine|keinen|kein)|nicht fur uns|passt (?:leider |fur uns )?nicht|absagen|verzichten`,
    `(?:kein|keinen|keine)${gap(2)}(?:mehrwert|nutzen|verwendung|vorteil)|(?:daher|also|leider|deshalb|danke) nein|nein danke|sehe(?:n)? (?:wir |ich )?(?:hier |da |dafur )?keinen`,
  ),
  anyOf(
    `(?:pas|plus|nullement|aucunement)${gap(2)}(?:interessee?s?|interesse|interet|besoin|d'interet|de besoin|utile|concernes?)|(?:ne|n')${gap(2)}(?:interesse|interessons|convient|correspond|souhait[a-z]{1,4})${gap(2)}pas|aucun (?:interet|besoin)|non merci|sans interet|ne (?:souhaitons|souhaite|desire|desirons) pas|ne donne(?:rai|rons)? pas suite|pas donner suite|sans suite|(?:nous|m') ?interesse pas`,
    `(?:pas|plus|aucune?)${gap(1)}(?:l'utilite|l'interet|utilite|pertinent|pertinente|d'utilite)|bonne continuation|n'en (?:voyons|vois|avons|ai) pas`,
  ),
  anyOf(
    `no (?:me|nos|estoy|estamos|tengo|tenemos|hay|es|necesit[a-z]{1,5}|quer[a-z]{1,5}|requer[a-z]{1,5})${gap(2)}(?:interesa|interesad[oa]s?|interes|interesante|necesidad|necesari[oa]|encaja|servicio)|sin interes|no gracias|ningun interes|no (?:nos |me |lo |la )?(?:necesitamos|necesito|encaja|interesa|queremos|quiero)`,
    `no (?:le |lo )?(?:vemos|veo)${gap(2)}(?:utilidad|sentido|necesidad|valor|encaje)|no es para nosotros`,
  ),
  anyOf(
    `(?:nao|sem|nenhum)(?: [^ ]{1,20}){0,2} (?:interesse|interessad[oa]s?|interessa|necessidade|interessante|preciso|precisamos|necessario|necessitamos)|nao (?:obrigad[oa]|queremos|quero|precisamos|preciso|se aplica|faz sentido)`,
    `nao (?:vejo|vemos)${gap(2)}(?:utilidade|sentido|necessidade|valor|interesse)|nao e para nos`,
  ),
];

const OBJECTION: Phrases = [
  anyOf(
    `(?:already|currently|happily) (?:use|using|have|work|working|got|with|set|covered|in place|a customer|signed|do|doing|under)`,
    `(?:happy|satisfied|content|fine|good|set|covered) with (?:our|what|the|my)(?! (?:idea|proposal))|(?:under|in|locked into|bound by)(?: a| an)? (?:existing |long term |annual )?contract(?! please)`,
    `(?:do|handle|manage|run|cover|did|built|build)${gap(5)}(?:internally|ourselves|in house|inhouse)|(?:have|'ve|has|got|we've)(?: already)?(?: got)? (?:a|an|our|another) (?:[^ ]{1,15} )?(?:vendor|provider|supplier|tool|agency|partner|system|solution|contractor)(?! (?:that|which) (?:fails|breaks))|(?:other|different|bigger|more urgent) priorities|not a priority|ask me again`,
    `(?:too|very|rather|quite|a bit|bit) (?:expensive|pricey|costly|early|busy|small|risky|complicated|complex|much for)|(?:no|not enough|tight|limited|without|cut|frozen|lack of|out of|lacks?|spent our)${gap(3)}budgets?|(?:don't|do not|dont|didn't|can't|cannot|haven't)${gap(3)}(?:budget|afford|resources|bandwidth|capacity|time (?:for|right|now))|budget${gap(3)}(?:frozen|cut|gone|spent|used up|allocated|left|tight|freeze)`,
    `(?:not|bad|wrong|isn't)${gap(3)}(?:right now|now|the right time|a good time|good time|this (?:year|quarter|month)|at the moment|time for)|(?:bad|wrong) (?:time|timing)|timing (?:is|isn't) (?:not|bad|off|wrong|right|ideal|great)`,
    `(?:maybe|perhaps|possibly|come back|reach out|try|ping|contact|check back|circle back|follow up|ask|revisit)${gap(6)}(?:next (?:year|quarter|month|summer|spring|fall|autumn|winter)|later|in (?:the )?(?:summer|autumn|fall|winter|spring|q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december|a few|six|three|[0-9]{1,2} (?:months|weeks))|again in)`,
    `(?:concerned|worried|skeptical|sceptical|not convinced|hesitant|unsure|doubt)|in[ -]?house|built our own|have our own|our own (?:team|solution|tool)|(?:had|have had) (?:a )?bad experience`,
    `locked in(?:to)?|tied (?:in|to)|(?:just|recently|already) (?:signed|renewed|bought|chose|switched|invested|moved|hired)|(?:signed|went|gone|go) with [^ ]{1,30} (?:last|this|in|a)|(?:spending|spend|purchases?|hiring|investments?|everything|projects?)${gap(4)}(?:frozen|on hold|paused|stopped)|(?:fiscal|financial|budget) year|on hold`,
  ),
  anyOf(
    `(?:bereits|schon)${gap(7)}(?:anbieter|partner|dienstleister|losung|tool|agentur|system|lieferant|versorgt|zusammen|im einsatz|vertrag)|(?:arbeiten|nutzen|haben|verwenden|setzen)${gap(2)}(?:bereits|schon)|zufrieden mit|mit${gap(4)}zufrieden`,
    `(?:sind|bin|damit|sehr|ganz|weiterhin) zufrieden|fur (?:ein|eine|einen) (?:ander|konkurrenz)[a-z]{1,4}${gap(3)}entschieden|andere prioritaten|intern (?:gelost|abgedeckt)`,
    `(?:kein|keine|knappes|nicht genug)${gap(4)}budget|zu teuer|(?:kein|keine|aktuell nicht|momentan nicht|derzeit nicht)${gap(2)}(?:zeit|kapazitat|kapazitaten)|(?:spater|nachstes jahr|nachstes quartal|im nachsten)${gap(3)}(?:melden|wieder|noch einmal|nochmal|interessant)|nicht der richtige zeitpunkt|falscher zeitpunkt|vertraglich gebunden`,
  ),
  anyOf(
    `(?:avons|ai|disposons|utilisons|travaillons|sommes)${gap(2)}deja|deja (?:equipes?|un prestataire|un fournisseur|une solution|un outil|un partenaire|sous contrat)|(?:pas|plus|aucun)${gap(2)}budget|trop (?:cher|chers|onereux|tot)|pas (?:le bon moment|la priorite|une priorite|le temps|maintenant|pour le moment)|(?:recontact|rappel|revenir|revenez)[a-z]{0,4}${gap(5)}(?:plus tard|annee prochaine|trimestre|mois|rentree)|satisfaits? (?:de|d'|par)`,
  ),
  anyOf(
    `ya (?:tenemos|trabajamos|usamos|utilizamos|contamos|disponemos|tengo|uso)|(?:no|sin)${gap(3)}presupuesto|presupuesto${gap(4)}(?:cerrado|agotado|asignado|congelado)|(?:muy|demasiado) car[oa]|(?:no es|mal) (?:el )?(?:buen )?momento|ahora no|por ahora no|(?:mas adelante|proximo ano|proximo trimestre)|contentos con|satisfechos con`,
  ),
  anyOf(
    `ja (?:temos|trabalhamos|usamos|utilizamos|contamos|tenho|uso|dispomos)|(?:nao|sem)${gap(3)}(?:orcamento|verba)|orcamento${gap(4)}(?:fechado|esgotado|definido)|(?:muito|demasiado) car[oa]|(?:nao e|mau) (?:o )?(?:bom |melhor )?momento|agora nao|por agora nao|(?:mais tarde|proximo ano|ano que vem|proximo trimestre)|satisfeitos com`,
  ),
];

const INTERESTED: Phrases = [
  anyOf(
    `(?:i'm|i am|we're|we are|am|are|be|definitely|very|quite|really|certainly|would be|might be|could be) (?:definitely |very |quite |really |certainly |also |potentially )?(?:interested|keen|intrigued|curious)|count (?:me|us) in|sign (?:me|us) up|i'm in`,
    `(?:sounds|looks|seems)(?: like)? (?:a |very |really |quite |pretty )?(?:good|great|interesting|promising|fantastic|excellent|perfect|awesome|intriguing|amazing|nice|cool|useful|exactly)`,
    `(?:let's|let us|lets|can we|could we|shall we|we should|we could|we can|happy to|glad to|love to|like to|want to|open to|free to|keen to|able to|when can we|when could we)(?: [^ ]{1,15})? (?:talk|chat|speak|connect|meet|call|discuss|hear more|learn more|know more|see (?:a|the|it|more)|schedule|set up|book|arrange|explore|jump|hop|have a (?:call|chat|look|demo)|try|find out)`,
    `(?:send|share|forward|show|tell|give)(?: over)? (?:me|us|over|it|through|your|the|some|more|a)${gap(5)}(?:details?|information|info|deck|brochure|slots?|times?|proposal|pricing|prices|demo|case (?:study|studies)|calendar|link|invite|invitation|material|more|over|availability|offer|quote)`,
    `(?:book|schedule|set up|arrange|put|grab)${gap(3)}(?:a |some )?(?:call|meeting|demo|time|slot|chat)|(?:call|ring|phone) (?:me|us)(?! (?:back )?(?:never|not|crazy))|give me a (?:call|ring)|(?:yes|yeah|yep|sure|absolutely)(?: [^ ]{1,10})? (?:please|let's|i would|i'd|we would|that works|works|of course|send|happy|sounds)|(?:could|would|might) be (?:very |really |quite )?(?:useful|helpful|valuable|of interest|worth)`,
    `(?:does|would|how about|what about|available|free)${gap(4)}(?:monday|tuesday|wednesday|thursday|friday|tomorrow|next week)|(?:my|here is my) calend(?:ar|ly)|(?:what time|which time|times?) (?:works?|suits?)|hear more|learn more|tell me more|more (?:info|information|details) please`,
    `(?:got|have|has|caught)(?: you)? (?:my|our) (?:attention|interest)|(?:what|which)${gap(4)}next steps?|go ahead|(?:get|jump|hop) on (?:a|the)(?: [^ ]{1,10})? (?:call|phone|zoom)|(?:i|we)(?:'d| would) (?:like|love|appreciate|welcome|want) (?:a|some|to (?!know|ask|complain|point|say|cancel|decline|remind|be)[^ ]{1,15})|timing is (?:perfect|great|good)|(?:perfect|great|good) timing|(?:start|try|run) a (?:trial|pilot|test)|worth a (?:call|chat|try|look)|(?:please|do) (?:proceed|continue|go on)|i'm all ears|why not|works for (?:me|us)`,
    `(?:take|have) a (?:closer )?look|(?:would|will|works?|suits?) (?:suit|fit|work|best|me|us) ?(?:me|us|well|best|fine)?|set (?:something|it|this) up|(?:thinking|talking|thought) (?:about|of) (?:this|it|exactly)|(?:send|share)${gap(2)}(?:case study|deck|proposal|details)`,
  ),
  anyOf(
    `(?:habe|haben|hatte|hatten|grosses|grundsatzlich|durchaus|bin|sind|sehr|ware)${gap(3)}(?:interesse|interessiert|interessant)|(?:klingt|hort sich|liest sich)${gap(2)}(?:gut|interessant|spannend|super|prima|toll|vielversprechend)`,
    `(?:gerne|gern)${gap(5)}(?:telefonieren|sprechen|austauschen|termin|treffen|mehr|kennenlernen|zeigen|unterlagen|zusenden|schicken|infos|informationen|zeit)|(?:konnen|konnten|lassen|wollen) (?:wir|sie)${gap(6)}(?:telefonieren|sprechen|treffen|termin|anrufen)|rufen sie (?:mich|uns)|(?:schicken|senden) sie (?:mir|uns)|termin (?:vorschlagen|vereinbaren|machen|ausmachen)|mehr (?:informationen|infos|erfahren|daruber|dazu)|ja (?:bitte|gerne|gern)|sehr gerne`,
    `genau richtig|(?:schlagen|machen) sie${gap(5)}(?:termine?|vorschlag|vor)|passt (?:uns|mir|gut|super)|freue mich auf|freuen uns auf|wann (?:passt|hatten|haben) (?:es|sie)`,
    `(?:montag|dienstag|mittwoch|donnerstag|freitag|vormittag|nachmittag)${gap(8)}(?:passen|passt|gut|moglich|ideal)|wurde (?:mir|uns) passen|(?:sehr )?gerne? (?:montag|dienstag|mittwoch|donnerstag|freitag|nachste|diese|am|um|doch)`,
  ),
  anyOf(
    `(?:m'|nous |cela m'|ca m'|est |suis |sommes |serais |serions |tres |etre )interess(?:e|ee|es|ees|ant|ante|erait)|avec plaisir|volontiers|appelez(?: moi| nous)|(?:pouvons|pourrions|pourrait|peut)(?: nous| on)?${gap(3)}(?:echanger|parler|discuter|appeler|rencontrer|rendez vous|programmer|planifier)|(?:envoyez|envoyer|transmettre|transmettez)(?: moi| nous| me)?${gap(4)}(?:plus|documentation|informations?|infos|details|plaquette|brochure|disponibilites|creneaux)|(?:en savoir|savoir) plus|oui (?:bien sur|merci|avec|je|nous)|prenons rendez|fixer un rendez`,
    `d'actualite|(?:etes|seriez|es) vous (?:libre|disponible|dispo)|quand (?:etes|seriez) vous|bonne idee|tombez? (?:bien|a pic)|ca m'interesse|proposez (?:moi|nous)`,
    `pourquoi pas|(?:m'en|nous en|en) dire plus|on (?:en )?(?:parle|discute)|(?:mardi|lundi|mercredi|jeudi|vendredi)${gap(3)}(?:me|nous) (?:va|convient|conviendrait)`,
  ),
  anyOf(
    `(?:me|nos) (?:interesa|interesaria|encantaria|gustaria)|(?:estoy|estamos|muy|estaria|estariamos) interesad[oa]s?|suena (?:bien|muy bien|interesante|genial)|(?:podemos|podriamos|puedes|podria|hablamos|agendamos|agendar)${gap(3)}(?:hablar|reunirnos|llamar|llamarme|agendar|quedar|reunion|llamada|jueves|lunes|martes|viernes)|llame?me|ll[a]m[ae]n?me|(?:envia|envie|mande|manda|enviar|enviame|enviarme|mandame)(?:me|nos)?${gap(3)}(?:informacion|detalles|mas|propuesta|presentacion)|mas informacion|claro que si|si por favor|saber mas|con gusto`,
    `(?:estas|esta|estan) (?:libre|disponible)|(?:me|nos) (?:gusta|parece bien|viene bien)|buena idea|adelante`,
    `(?:me|nos) (?:vendria|viene|iria|va) bien|cuando (?:puedes|puede|podemos|podriamos|te viene)|(?:lunes|martes|miercoles|jueves|viernes)${gap(3)}(?:me|nos) (?:va|viene)`,
  ),
  anyOf(
    `(?:tenho|temos|tenha|existe|ha) (?:muito |algum |todo o )?interesse|(?:estou|estamos|muito|ficaria|ficariamos|fiquei) interessad[oa]s?|interessa (?:me|nos)|parece (?:me )?(?:muito )?(?:interessante|bom|bem|otimo)|(?:podemos|poderiamos|pode|vamos|podem)${gap(3)}(?:marcar|falar|agendar|conversar|reunir|ligar|combinar)|ligue me|me ligue|(?:envie|mande|enviar|manda|envia)(?: me| nos)?${gap(3)}(?:informacoes|informacao|detalhes|mais|proposta|apresentacao)|mais (?:informacoes|detalhes)|saber mais|sim por favor|com (?:todo o )?(?:prazer|gosto)|claro que sim`,
    `(?:gostei|gostamos|gostaria|gostariamos) (?:da|do|de|muito)|(?:ligar|liga|telefonar) (?:me|nos)|(?:esta|estao) (?:livre|disponivel)|boa ideia|por mim tudo bem`,
    `(?:da|convem) (?:me|nos) jeito|quando (?:pode|podemos|podem|podes)|(?:util|interessante) para nos`,
  ),
];

const QUESTION_WORDS = anyOf(
  `(?:what|how|who|which|when|where|why|whose|is (?:it|this|there|your)|are (?:you|there)|do you|does (?:it|this|your)|can (?:you|it)|could you|have you)${gap(30)}[?]`,
  `how (?:much|many|does|do|did|long|is|would)|what (?:is|are|does|do|would|kind|makes|exactly)|could you (?:explain|clarify|tell|elaborate)|can you (?:explain|clarify|tell|elaborate)|wondering (?:if|how|whether|what)|(?:like|want|love|need) to know|where (?:did )?you (?:found|find|got|get)|question`,
  `was kostet|wie (?:viel|funktioniert|hoch|lange|teuer)|woher haben|konnen sie (?:mir )?(?:sagen|erklaren)|frage`,
  `combien|comment (?:fonctionne|ca|cela|avez)|quel(?:le|s|les)? (?:est|sont)|pourriez vous (?:preciser|expliquer|m'expliquer)|question`,
  `cuanto|como funciona|cual es|que (?:precio|coste|incluye)|pregunta|podria (?:explicar|aclarar|decir)[a-z]{0,3}`,
  `quanto|como funciona|qual (?:e|o|a)|pergunta|poderia (?:explicar|esclarecer)`,
);

/**
 * In the order of their precedence: words of a refusal win over words of interest, because "not interested" holds the word
 * "interested"; and somebody who names a colleague says so whatever else is said.
 */
export const INTENT_PHRASES: readonly (readonly [ReplyIntent, Phrases])[] = [
  ['referral', REFERRAL],
  ['wrong_person', WRONG_PERSON],
  ['not_interested', NOT_INTERESTED],
  ['objection', OBJECTION],
  ['interested', INTERESTED],
  ['question', [QUESTION_WORDS, / \?(?= )/]],
];
