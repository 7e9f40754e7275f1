/** Openings of a model that declines, each at the start of a sentence. */
const REFUSALS: readonly RegExp[] = [
  /^(?:i['’]?m|i am|we are|we['’]re) (?:really |very |so |terribly )?sorry\b/i,
  /^(?:sorry|apologies|unfortunately),? (?:but )?(?:i|we|this|the)\b.{0,40}\b(?:can(?:no|['’])?t|can not|unable|not able|won['’]t|don['’]t)\b/i,
  /^(?:i|we) (?:can['’]?t|cannot|can not|could not|couldn['’]t|am not able to|am unable to|['’]m not able to|['’]m unable to|will not|won['’]t|must decline)\b/i,
  /^i['’]m (?:not able|unable) to\b/i,
  /^as an? (?:ai|(?:large )?language model|assistant)\b/i,
  /^(?:please|could you|can you) (?:provide|upload|share|attach|send)\b.{0,30}\b(?:images?|videos?|pictures?|frames?)\b/i,
  /^(?:no|there (?:are|is) no) (?:images?|videos?|pictures?|frames?)\b.{0,30}\b(?:provided|attached|given|shared|available|included|visible)\b/i,
  /^i (?:do not|don['’]t) (?:see|have)\b.{0,30}\b(?:images?|videos?|pictures?|frames?|access)\b/i,
];
/** A refusal comes first. */
const SENTENCES = 2;

/** Does a text decline instead of describing? English alone: a refusal in another language is in the wrong language. */
export function isRefusal(text: string): boolean {
  return text
    .trim()
    .split(/(?<=[.!?])\s+/u, SENTENCES)
    .some((sentence) => REFUSALS.some((pattern) => pattern.test(sentence)));
}
