/** What each stage of the pipeline does, for people who wait for it. */
const WORDS: Readonly<Record<string, string>> = {
  scan: 'Reading the file',
  probe: 'Reading the file',
  ingest: 'Reading the file',
  sample: 'Taking frames',
  extract: 'Measuring pictures and sound',
  describe: 'Describing it',
  distil: 'Learning tokens',
  train: 'Learning tokens',
  embed: 'Making its token',
  reembed: 'Making tokens anew',
  cluster: 'Finding its cluster',
  store: 'Storing',
  index: 'Indexing',
};

/** A stage that is not known here keeps its own name. */
export function stageWords(name: string): string {
  return WORDS[name.toLowerCase()] ?? name.charAt(0).toUpperCase() + name.slice(1);
}
