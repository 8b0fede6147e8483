// The knowledge base's pages: content files with a few lines of facts on top, put into one layout.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const demo = fileURLToPath(new URL('../../demo/', import.meta.url));

type Language = 'en' | 'pl';

/** The layout's own words. */
const words: Record<Language, Record<string, string>> = {
  en: {
    skip: 'Skip to content',
    home: 'Help center',
    homeAddress: '/',
    navigation: 'Help center',
    articles: 'Articles',
    portal: 'Support portal',
    footer: 'Lumen is an invented product. This help center shows Portico’s tags on a page like yours.',
    otherLanguage: 'Polski',
    contents: 'All articles',
    helpTitle: 'Still stuck?',
    helpText: 'People who know Lumen well answer on weekdays, usually within a few hours.',
    helpLink: 'File a support ticket',
  },
  pl: {
    skip: 'Przejdź do treści',
    home: 'Centrum pomocy',
    homeAddress: '/',
    navigation: 'Centrum pomocy',
    articles: 'Artykuły',
    portal: 'Portal pomocy',
    footer: 'Lumen to produkt zmyślony. To centrum pomocy pokazuje znaczniki Portico na zwykłej stronie.',
    otherLanguage: 'English',
    contents: 'Wszystkie artykuły',
    helpTitle: 'Nadal masz kłopot?',
    helpText: 'W dni robocze odpowiadają ludzie, którzy dobrze znają Lumen, zwykle w ciągu kilku godzin.',
    helpLink: 'Zgłoś problem',
  },
};

/** What the lines on top of a content file say. One with a category is an article. */
interface Page {
  url: string;
  title: string;
  summary: string;
  category: string;
  lang: Language;
  /** The same text in the other language. */
  translation?: string;
  isArticle: boolean;
  /** Whether the page is the portal's own, with the portal's navigation in it. */
  isPortal: boolean;
  body: string;
}

/** One entry of articles.json. */
export interface ArticleEntry {
  title: string;
  url: string;
  text: string;
  summary: string;
  category: string;
  lang: string;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}

function urlOf(file: string): string {
  return `/${file.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1')}`;
}

/** Reads a content file; a file without facts on top is a page of its own and is left alone. */
function parsePage(file: string, source: string): Page | undefined {
  const match = /^<!--\n([\s\S]*?)\n-->\n/.exec(source);
  if (!match) return undefined;
  const facts = new Map<string, string>();
  for (const line of (match[1] ?? '').split('\n')) {
    const [, key, value] = /^(\w+): (.+)$/.exec(line) ?? [];
    if (!key || !value) throw new Error(`demo/${file}: "${line}" is not "key: value"`);
    facts.set(key, value);
  }
  const title = facts.get('title');
  if (!title) throw new Error(`demo/${file} has no title`);
  return {
    url: urlOf(file),
    title,
    summary: facts.get('summary') ?? '',
    category: facts.get('category') ?? '',
    lang: facts.get('lang') === 'pl' ? 'pl' : 'en',
    translation: facts.get('translation'),
    isArticle: facts.has('category'),
    isPortal: facts.get('portal') === 'yes',
    body: source.slice(match[0].length),
  };
}

/** The demo's HTML files, from its folder; pages for developers only are left out of builds. */
export function pageFiles({ forBuild }: { forBuild: boolean }): string[] {
  const files = globSync('{**/index.html,404.html}', { cwd: demo });
  return forBuild ? files.sort() : [...files, 'states.html'].sort();
}

function articles(): Page[] {
  return globSync('{,pl/}articles/*/index.html', { cwd: demo })
    .sort()
    .map((file) => parsePage(file, readFileSync(join(demo, file), 'utf8')))
    .filter((page) => page !== undefined);
}

function plainText(html: string): string {
  return html
    .replace(/<\/?(?:a|code|em|strong)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The index behind the site's search and the form's suggestions. */
export function articleIndex(): ArticleEntry[] {
  return articles().map(({ title, url, summary, category, lang, body }) => ({
    title,
    url,
    text: plainText(body),
    summary,
    category,
    lang,
  }));
}

function card({ url, title, summary, category, lang }: Page): string {
  return `<li><a class="card" href="${url}"${lang === 'en' ? '' : ` lang="${lang}"`}>
    <span class="card-category">${escapeHtml(category)}</span>
    <strong>${escapeHtml(title)}</strong>
    <span>${escapeHtml(summary)}</span>
  </a></li>`;
}

function articleBody(page: Page, texts: Record<string, string>): string {
  const siblings = articles()
    .filter(({ lang }) => lang === page.lang)
    .map(({ url, title }) => {
      const current = url === page.url ? ' aria-current="page"' : '';
      return `<li><a href="${url}"${current}>${escapeHtml(title)}</a></li>`;
    });
  return `<div class="article-page">
  <nav class="contents" aria-label="${texts.contents}"><h2>${texts.contents}</h2><ul>${siblings.join('')}</ul></nav>
  <article class="prose">
    <p class="eyebrow">${escapeHtml(page.category)}</p>
    <h1>${escapeHtml(page.title)}</h1>
    <p class="lead">${escapeHtml(page.summary)}</p>
    ${page.body}
    <aside class="more-help"><h2>${texts.helpTitle}</h2><p>${texts.helpText}</p>
    <p><a class="button" href="/help/new/">${texts.helpLink}</a></p></aside>
  </article>
</div>`;
}

function renderPage(page: Page): string {
  const layout = readFileSync(join(demo, 'layout.html'), 'utf8');
  const texts = words[page.lang];
  const other = page.lang === 'en' ? 'pl' : 'en';
  const translation = page.translation
    ? `<a class="site-language" href="${page.translation}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a>`
    : '';
  const english = articles().filter(({ lang }) => lang === 'en');
  const body = page.isArticle
    ? articleBody(page, texts)
    : page.body.replace('{{articles}}', () => english.map(card).join('\n'));
  const values: Record<string, string> = {
    ...texts,
    lang: page.lang,
    title: escapeHtml(page.title),
    summary: escapeHtml(page.summary),
    translation,
    wayIn: page.isPortal ? '' : '<portal-nav outside></portal-nav>',
    body,
  };
  return layout.replace(/\{\{(\w+)\}\}/g, (token, name: string) => values[name] ?? token);
}

/** Puts content files into the layout, and makes `articles.json` of them. */
export function demoPages(): Plugin {
  return {
    name: 'portico-demo-pages',
    transformIndexHtml: {
      order: 'pre',
      handler(html, { path }) {
        const file = path.replace(/^\//, '');
        const page = parsePage(file, html);
        return page ? renderPage(page) : html;
      },
    },
    configureServer(server) {
      server.watcher.add(join(dirname(demo), 'demo/layout.html'));
      server.middlewares.use('/articles.json', (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(articleIndex()));
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'articles.json', source: JSON.stringify(articleIndex()) });
    },
  };
}
