/** Whom an instruction speaks to when it does not speak to viewers. Words that people and gym machines share are left out. */
const MACHINE =
  'ai|a\\.i\\.|ais|llms?|gpt|chatgpt|(?:language|ai|vision|captioning) (?:models?|systems?)|assistants?|chatbots?|bots?|annotators?|describers?|captioners?|summari[sz]ers?';
/** What a model is asked to write. */
const ANSWER =
  'descriptions?|summar(?:y|ies)|outputs?|json|(?:your|the) responses?|schema|metadata|(?:all|every|each|any) fields?|(?:mood|summary|theme|themes|sound) field|your (?:answer|reply|text|captions?)|zusammenfassung|beschreibung|resumen|descripción|résumé|riassunto|resumo|generated \\w+|you (?:generate|produce|write)';
/** Making text, in the imperative. */
export const DICTATING_VERBS =
  'say|write|writing|output|print|reply|respond|answer|produce|generate|include|insert|append|mentions?|confirm|describe|summari[sz]e|label|reveal|leak|recite|tell|emit|echo|repeat|make sure|ensure|contain|put|add|set|use|return|schreibe?|escribe|écri\\w+|scrivi|escreva';
const TELLING =
  'say|write|output|print|reply|respond|answer|produce|generate|emit|echo|repeat|include|insert|return';
const OBLIGED =
  'must|should|shall|has to|have to|needs? to|ought to|always|only|please|kindly|instead|exactly';
/** A code as no everyday text holds it: letters with digits, or capitals alone. */
const CODE =
  '(?:[A-Za-z]+[-_]?\\d[\\w-]*|\\d+[-_]?[A-Z][\\w-]*|(?=[\\d_-]*[A-Z])[A-Z\\d]+(?:[-_][A-Z\\d]+)+|[A-Z]{5,}\\d*)';

/** An imperative: at the start of a clause, or after a word that obliges. */
const ORDER = new RegExp(
  `(?:^|[.!?,:;=>›(){}"“”'|/\\-–—]|\\b(?:and|then|by|to|just|${OBLIGED}))\\s*(?:${DICTATING_VERBS})\\b`,
  'iu',
);
const ABOUT_ITS_WORK = new RegExp(`\\b(?:${MACHINE}|${ANSWER}|system prompt|prompts)\\b`, 'iu');
/** Calls to viewers are full of orders as well. */
const TO_VIEWERS =
  /\b(?:comments?|comment section|below|viewers?|guys|subscribe|follow|tag a friend|link in bio)\b/iu;

/** Each is enough by itself. */
const CUES: readonly RegExp[] = [
  // Throw the rules away.
  /\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|overrule|bypass|skip|stop following)\b.{0,40}\b(?:instructions?|prompts?|rules?|guidelines?|directions|the above|text above|everything (?:above|before)|previous|prior|earlier|context|schema|safety|the (?:video|clip|pictures?|images?))\b/iu,
  /\bdo(?: not|n['’]t) (?:describe|summari[sz]e)\b/iu,
  /\b(?:new|hidden|updated|secret) (?:instructions|system prompt|task:)|\b(?:admin|system) override\b|\b(?:developer|debug|god) mode\b|\bjailbreak\b/iu,
  /\b(?:you are now|pretend (?:to be|you)|stop being)\b/iu,
  // Speak to the machine.
  new RegExp(`(?:^|[.!?(/|]\\s*|^(?:\\w+ ){1,2})(?:${MACHINE})\\s*[:,!]`, 'iu'),
  new RegExp(`\\b(?:for|to) (?:the |all |any |every )?(?:${MACHINE})(?: (?:${MACHINE}))?\\s*[:,]`, 'iu'),
  new RegExp(
    `\\b(?:dear|attention|hey|hello|hi|(?:note|message|instructions?|notice|advice) (?:to|for))[\\s,:]+(?:the |all |any |every )?(?:${MACHINE})\\b`,
    'iu',
  ),
  /(?:^|[\s({<|‹/"'])(?:assistant|developer|inst|### ?instruction|im_start|im_end)\s*["']?[:|)\]}>›=,]/iu,
  // Dictate what the answer is.
  new RegExp(
    `\\b(?:${ANSWER})\\b.{0,40}\\b(?:must|should|shall|has to|have to|needs? to|(?:start|begin|end)s? with|is now)\\b`,
    'iu',
  ),
  /\b(?:must|should|shall|please|always|correct(?:ly)?|it|to)\b.{0,20}\bbe described as\b|\b(?:correct|true|right) (?:description|summary|caption)\b/iu,
  /\b(?:describe|summari[sz]e|flag|mark|rate|classify|label)\b.{0,12}\b(?:this|the|it)\b.{0,12}\b(?:as|mood)\b/iu,
  /\b(?:when(?:ever)? (?:you )?|whoever |for )(?:describ|summari[sz]|caption|transcrib|annotat)(?:e|es|ing)\b/iu,
  /["“](?:summary|themes|mood|onScreenText|role|content)["”]\s*:/iu,
  new RegExp(
    `\\b(?:${TELLING})\\b (?:back )?(?:only|just|exactly|nothing but|solely)\\b|\\b(?:only|just) (?:${TELLING})\\b|\\bnothing else\\b`,
    'iu',
  ),
  new RegExp(`\\b(?:${TELLING})\\s*[=(]|\\boutput\\s*:`, 'iu'),
  /\b(?:reveal|print|repeat|leak|output|summari[sz]e|translate|recite)\b.{0,40}\b(?:prompt|(?:your|these|the) (?:instructions|guidelines)|text above|everything above|your rules|words above)\b/iu,
  // The same in other tongues.
  /(?:ignorier|vergiss|missacht)\p{L}*.{0,40}(?:anweisung|vorgabe|regel|prompt)|\b(?:antworte|schreib|gib|sag)e? (?:nur|einfach|ausschließlich)\b/iu,
  /(?:ignor|oubli)\p{L}*.{0,40}(?:instructions?|consignes?|règles?|prompt)|\b(?:répond|écri|dit?)\p{L}* (?:uniquement|seulement)\b/iu,
  /(?:ignora|olvida|descarta)\p{L}*.{0,40}(?:instruccion|indicacion|regla)|\b(?:responde|escribe|di) (?:solo|sólo|únicamente|solamente)\b/iu,
  /(?:ignora|dimentica)\p{L}*.{0,40}(?:istruzion|regol)|\b(?:rispondi|scrivi) (?:solo|soltanto)\b/iu,
  /(?:ignore|esqueça)\p{L}*.{0,40}(?:instruç|regra)|\b(?:responda|escreva) (?:só|apenas|somente)\b/iu,
  /(?:игнорируй|забудь|проигнорируй).{0,40}(?:инструкц|указани|правил)|(?:ответь|напиши) только/iu,
  /(?:忽略|无视|忘记).{0,20}(?:指令|指示|说明|提示)|(?:只|仅)(?:输出|回答|回复)/u,
  /(?:指示|命令|プロンプト).{0,10}(?:無視|忘れ)/u,
];
/** A code that is to be written; case tells codes from words. */
const WRITE_CODE = new RegExp(`\\b(?:${TELLING})\\b[^.!?]{0,40}?(?<![\\w-])${CODE}(?![\\w-])`, 'u');
/** Spaced out, dotted or in leet: only letters are left, and no borders between words. */
const RUN_TOGETHER =
  /(?:ignore|disregard|forget)(?:all|any|the|your|my)*(?:previous|prior|above|earlier|system)+(?:instructions?|prompts?|rules?)/;
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/**
 * Does a text speak to a model and not to a viewer? By an order that names a machine or what it is to write, or by one of
 * the known formulas. New ways of asking will pass; a text about assistants that gives viewers orders may be taken for one.
 */
export function addressesModel(text: string): boolean {
  const folded = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ');
  if (CUES.some((cue) => cue.test(folded))) return true;
  const isOrder = ORDER.test(folded) && ABOUT_ITS_WORK.test(folded);
  if (
    (isOrder || WRITE_CODE.test(folded.replace(/\b[A-Z]\p{Ll}/gu, (start) => start.toLowerCase()))) &&
    !TO_VIEWERS.test(folded)
  ) {
    return true;
  }
  const letters = folded
    .toLowerCase()
    .replace(/[013457@$]/g, (sign) => LEET[sign] ?? '')
    .replace(/[^a-z]/g, '');
  return RUN_TOGETHER.test(letters);
}
