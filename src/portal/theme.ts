/** The owner's look: values of `--portal-*` properties by name. */
export type Theme = Readonly<Record<string, string>>;

const isName = (name: string): boolean => /^--portal-[a-z][a-z0-9-]*$/.test(name);

/** What would end a declaration cannot get here through the CSSOM; what would fetch something is refused besides. */
const isValue = (value: unknown): value is string =>
  typeof value === 'string' && !/\b(url|src|image-set)\s*\(|[\\;{}]/i.test(value);

/** What was put on, by what it was put on: only that is taken off again. */
const worn = new WeakMap<CSSStyleDeclaration, string[]>();

function dress(style: CSSStyleDeclaration, theme: Theme): void {
  for (const name of worn.get(style) ?? []) style.removeProperty(name);
  const names: string[] = [];
  for (const [name, value] of Object.entries(theme)) {
    if (!isName(name) || !isValue(value)) continue;
    style.setProperty(name, value);
    names.push(name);
  }
  worn.set(style, names);
}

/** The looks that portals have put on the page; one that came later comes before. */
const looks = new Map<object, Theme>();
let sheet: CSSStyleSheet | undefined;

/**
 * Puts a look on an element and what is inside it, or on the page. There it stands in the cascade layer `portico`: what
 * the page itself sets comes before it. Without a theme, what was put on before is taken off. `owner` tells whose look
 * of the page it is.
 */
export function applyTheme(target: HTMLElement | 'page', theme?: Theme, owner: object = looks): void {
  if (target !== 'page') return dress(target.style, theme ?? {});
  if (looks.get(owner) === theme) return;
  looks.delete(owner);
  if (theme) looks.set(owner, theme);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync('@layer portico { :root { } }');
  }
  const [root] = (sheet.cssRules[0] as CSSLayerBlockRule).cssRules;
  dress((root as CSSStyleRule).style, Object.assign({}, ...looks.values()) as Theme);
  const others = document.adoptedStyleSheets.filter((one) => one !== sheet);
  const wanted = looks.size ? [...others, sheet] : others;
  // Setting the list anew has the whole page styled again.
  if (wanted.length !== document.adoptedStyleSheets.length) document.adoptedStyleSheets = wanted;
}
