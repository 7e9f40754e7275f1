/** Names of things that are not counted or come in the plural only. */
const WITHOUT_ARTICLE = new Set(
  [
    'blue jeans, broccoli, cauliflower, chain mail, chocolate sauce, consommé, coral, corn, dough, eggnog',
    'espresso, face powder, field glasses, football kit, guacamole, hair spray, hay, hot pot, ice cream',
    'mashed potato, parallel bars, perfume, pyjamas, rapeseed, red wine, sports clothes, sunblock, sunglasses',
    'swimming trunks, toilet paper, velvet, water, wool, gym equipment, food, fruit, clothing',
  ].flatMap((line) => line.split(', ')),
);
const STARTS_LIKE_VOWEL = /^(?:[aeio]|u(?!ni|k)|hour)/i;

/** `a dumbbell`, `an accordion`, `parallel bars` */
export function withArticle(name: string): string {
  if (WITHOUT_ARTICLE.has(name)) return name;
  return `${STARTS_LIKE_VOWEL.test(name) ? 'an' : 'a'} ${name}`;
}
