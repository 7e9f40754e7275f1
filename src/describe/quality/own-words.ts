const QUOTED =
  /"[^"]*"|“[^”]*”|„[^“”]*[“”]|‘[^’]*’|«[^»]*»|(?<!\p{L})'(?:[^']|(?<=\p{L})'(?=\p{L}))*'(?!\p{L})/gu;

const WRITING =
  'signs?|signboards?|texts?|captions?|subtitles?|titles?|banners?|posters?|billboards?|overlays?|slides?|screens?|messages?|notes?|labels?|stickers?|boards?|whiteboards?|papers?|cards?|pages?|headlines?|watermarks?|hashtags?|tags?|shirts?|lettering|graffiti|inscriptions?|chats?|comments?|transcripts?|lyrics';
const SHOWING =
  'reads?|reading|says?|saying|said|states?|stating|tells?|telling|asks?|asking|instructs?|instructing|urges?|urging|orders?|demands?|claims?|announces?|shows?|showing|displays?|displaying|contains?|bears?|bearing|with|mentions?';
const SPEAKERS =
  'narrators?|speakers?|voices?|voiceover|presenters?|singers?|hosts?|creators?|m[ae]n|wom[ae]n|person|people|boys?|girls?|child(?:ren)?|someone|he|she|they';
const SPEAKING =
  'says?|saying|said|tells?|telling|asks?|asking|shouts?|shouting|sings?|singing|states?|claims?|instructs?|urges?|reads? (?:out|aloud)|jokes?|mentions?';
const NAMED =
  'written|captioned|labell?ed|titled|entitled|tagged|the (?:words?|phrase|slogan|text|message|caption|title|hashtag)|on (?:the |a |his |her )?(?:screen|sign|banner|wall|poster|board|shirt|slide)';

/** Words that give what follows, or what is quoted beside them, to somebody else. */
const REPORTED = new RegExp(
  `\\b(?:${WRITING})\\b[^.!?]{0,60}?\\b(?:${SHOWING})\\b|\\b(?:${SPEAKERS})\\b[^.!?]{0,60}?\\b(?:${SPEAKING})\\b|\\b(?:${NAMED})\\b`,
  'iu',
);
const SENTENCE_END = /[.!?…]/u;

/**
 * What a description says in its own name: without quotations that it gives to a writing or a speaker ("a sign reads
 * '…'"), and without the rest of a sentence after such words. An honest description of a clip that shows an instruction
 * reports it; one that obeys it speaks it.
 */
export function ownWords(text: string): string {
  return withoutReportedQuotes(text)
    .split(/(?<=[.!?…])\s+/u)
    .map((sentence) => {
      const report = REPORTED.exec(sentence);
      return report === null ? sentence : sentence.slice(0, report.index + report[0].length);
    })
    .join(' ');
}

function withoutReportedQuotes(text: string): string {
  let own = '';
  let end = 0;
  for (const quote of text.matchAll(QUOTED)) {
    own += text.slice(end, quote.index);
    end = quote.index + quote[0].length;
    const before = own.slice(own.search(/[^.!?…]*$/u));
    const [after = ''] = text.slice(end).split(SENTENCE_END);
    own += REPORTED.test(before) || REPORTED.test(after) ? '""' : quote[0];
  }
  return own + text.slice(end);
}
