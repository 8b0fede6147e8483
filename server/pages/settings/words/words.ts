/** Words in every language of the settings pages; English where a language is missing. Each page brings its own. */
export function inLanguages<Words>(words: { en: Words; pl: NoInfer<Words> }): (tag: string) => Words {
  return (tag) => (tag.toLowerCase().startsWith('pl') ? words.pl : words.en);
}

const polishRules = new Intl.PluralRules('pl');

/** A number with the Polish form of what is counted. */
export function ile(n: number, one: string, few: string, many: string): string {
  const form = { one, few }[polishRules.select(n) as string] ?? many;
  return `${new Intl.NumberFormat('pl').format(n)} ${form}`;
}
