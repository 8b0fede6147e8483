import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { z } from 'zod';
import type { ArticleSuggestion } from '../../../src/api/index.ts';
import type { Log } from '../log.ts';

/** Suggestions from the knowledge base, before somebody writes a ticket. */
export interface Articles {
  readonly available: boolean;
  /** The best matches, five at most. */
  suggest(text: string): ArticleSuggestion[];
}

const indexSchema = z
  .array(z.object({ title: z.string().min(1), url: z.string().min(1), text: z.string() }))
  .max(10_000);

export const noArticles: Articles = { available: false, suggest: () => [] };

/** Reads `articles.json` of the site, a list of `{title, url, text}`; without one there are no suggestions. */
export async function loadArticles(siteDir: string | undefined, log: Log): Promise<Articles> {
  if (siteDir === undefined) return noArticles;
  let content: string;
  try {
    content = await readFile(join(siteDir, 'articles.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return noArticles;
    throw error;
  }
  let entries: z.infer<typeof indexSchema>;
  try {
    entries = indexSchema.parse(JSON.parse(content));
  } catch (err) {
    log.warn({ err }, 'articles.json is not a list of articles: no suggestions');
    return noArticles;
  }
  // An address that runs script when followed is no article.
  const safe = entries.filter(
    (entry) =>
      /^(https?:\/\/|\/(?!\/)|\.{0,2}\/?[\w-])/i.test(entry.url) &&
      !/^[a-z][\w+.-]*:(?!\/\/)/i.test(entry.url),
  );
  const index = new MiniSearch<{ id: number; title: string; text: string }>({
    fields: ['title', 'text'],
    searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.15, combineWith: 'OR' },
  });
  index.addAll(safe.map((entry, id) => ({ id, title: entry.title, text: entry.text })));
  return {
    available: safe.length > 0,
    suggest(text) {
      // Long texts are cut to their beginning: the words that name the matter come first, and the time stays bounded.
      const words = text.slice(0, 300).split(/\s+/).slice(0, 24).join(' ');
      const suggestions: ArticleSuggestion[] = [];
      for (const hit of index.search(words).slice(0, 5)) {
        const entry = typeof hit.id === 'number' ? safe[hit.id] : undefined;
        if (entry) suggestions.push({ title: entry.title, url: entry.url });
      }
      return suggestions;
    },
  };
}
