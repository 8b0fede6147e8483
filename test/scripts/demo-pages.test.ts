import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { articleIndex, pageFiles } from '../../scripts/demo/pages.ts';
import { root } from '../../scripts/tools.mjs';

const demo = join(root, 'demo');
const files = pageFiles({ forBuild: true });

/** Whether an address of the site is a page, or a file that is served as it is. */
function exists(address: string): boolean {
  const path = new URL(address, 'http://site.example').pathname;
  if (path.startsWith('/staff/')) return true;
  const candidates = path.endsWith('/') ? [`${path}index.html`] : [path, `/public${path}`];
  return candidates.some((candidate) => existsSync(join(demo, candidate)));
}

describe('the knowledge base', () => {
  it('has eight English articles of some length, and one in Polish', () => {
    const articles = articleIndex();
    assert.equal(articles.filter(({ lang }) => lang === 'en').length, 8);
    assert.equal(articles.filter(({ lang }) => lang === 'pl').length, 1);
    for (const { url, text, summary, lang } of articles) {
      // Polish says the same in fewer words.
      const least = lang === 'en' ? 400 : 350;
      assert.ok(text.split(' ').length >= least, `${url} is short`);
      assert.ok(summary, `${url} has no summary`);
      assert.doesNotMatch(text, /<\/?\w|&\w+;/, `${url} carries markup into the index`);
    }
  });

  it('links only to what is there', () => {
    for (const file of [...files, 'layout.html']) {
      const html = readFileSync(join(demo, file), 'utf8');
      for (const [, address = ''] of html.matchAll(/(?:href|src)="(\/[^"{]*)"/g)) {
        assert.ok(exists(address), `${file} links to ${address}`);
      }
    }
  });

  it('needs no inline style or script, which the page’s policy forbids', () => {
    for (const file of [...files, 'layout.html']) {
      const html = readFileSync(join(demo, file), 'utf8');
      assert.doesNotMatch(html, /<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|<[^>]+\son\w+=/, file);
    }
  });
});
