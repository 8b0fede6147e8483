// The help center's own search, over the index that is made with the pages.
import type MiniSearch from 'minisearch';

interface Article {
  title: string;
  url: string;
  text: string;
  summary: string;
  category: string;
  lang: string;
}

const results = document.querySelector<HTMLElement>('.results');
const form = document.querySelector<HTMLFormElement>('.site-search');
const input = form?.querySelector('input');
let index: Promise<MiniSearch<Article>> | undefined;

async function loadIndex(): Promise<MiniSearch<Article>> {
  const [{ default: Search }, response] = await Promise.all([import('minisearch'), fetch('/articles.json')]);
  if (!response.ok) throw new Error(`/articles.json answered ${response.status}`);
  const search = new Search<Article>({
    idField: 'url',
    fields: ['title', 'summary', 'text'],
    storeFields: ['title', 'url', 'summary', 'category', 'lang'],
    searchOptions: { prefix: true, fuzzy: 0.15, boost: { title: 4, summary: 2 }, combineWith: 'AND' },
  });
  search.addAll((await response.json()) as Article[]);
  return search;
}

function textElement(tag: string, text: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function card({ title, url, summary, category, lang }: Article): HTMLElement {
  const link = document.createElement('a');
  link.className = 'card';
  link.href = url;
  if (lang !== document.documentElement.lang) link.lang = lang;
  link.append(
    textElement('span', category, 'card-category'),
    textElement('strong', title),
    textElement('span', summary),
  );
  const item = document.createElement('li');
  item.append(link);
  return item;
}

async function show(text: string): Promise<void> {
  const section = results;
  const list = section?.querySelector('ul');
  const count = section?.querySelector('.results-count');
  if (!section || !list || !count) return;
  if (!text) {
    section.hidden = true;
    return;
  }
  section.hidden = false;
  try {
    index ??= loadIndex();
    const found = (await index).search(text) as unknown as Article[];
    // Somebody typed on while the index loaded.
    if (text !== input?.value.trim()) return;
    list.replaceChildren(...found.map(card));
    count.textContent =
      found.length === 0
        ? `Nothing about “${text}”. Try other words, or ask a person below.`
        : `${found.length} ${found.length === 1 ? 'article' : 'articles'} about “${text}”`;
  } catch {
    index = undefined;
    list.replaceChildren();
    count.textContent = 'The search does not answer at the moment. The articles are listed below.';
  }
}

if (form && input) {
  input.value = new URLSearchParams(location.search).get('q') ?? '';
  const search = () => {
    const text = input.value.trim();
    const address = new URL(location.href);
    if (text) address.searchParams.set('q', text);
    else address.searchParams.delete('q');
    history.replaceState(history.state, '', address);
    void show(text);
  };
  input.addEventListener('input', search);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    search();
  });
  if (input.value) void show(input.value.trim());
}
