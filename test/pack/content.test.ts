// The content chunk as it is published renders what its source does: builds leave parts of marked out.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, type Rollup } from 'vite';
import { chromiumFlags, findBrowser } from '../../scripts/browsers.mjs';
import { root } from '../../scripts/tools.mjs';
import type { renderBody } from '../../src/content/index.ts';
import { payloads } from '../corpora/index.ts';

type Content = { renderBody: typeof renderBody };

/** One of everything that markdown has, and what stands at its edges. */
const ordinary = [
  '# One\n\nTwo\n===\n\nThree\n---\n\n###### Six',
  'Hard  \nbreak, soft\nbreak, back\\\nslash',
  '*a* _b_ **c** __d__ ***e*** ~~f~~ `g` ``h ` i``',
  '- one\n- two\n  - three\n\n    para\n1. four\n2) five\n\n- [ ] open\n- [x] done',
  '> quote\n> > deeper\nlazy\n\n---\n\n* * *',
  '```js\nconst a = "<b>";\n```\n\n    indented\n\n~~~\ntildes\n~~~',
  '| a | b |\n|:--|--:|\n| 1 | `x|y` |\n| 2 |',
  '[a](https://example.com "t") <https://example.org> https://example.net www.example.com me@example.com',
  '[ref] and [text][ref] and ![image](https://example.com/a.png)\n\n[ref]: https://example.com/ref "Title"',
  '<p align="center">html <b>in</b> markdown</p>\n\n<!-- gone -->\n\n&copy; &#35; \\* \\_',
];

let browser: Browser;
let page: Page;

/** src/content in one file, made by nothing but the bundler. */
async function bundleSource(): Promise<string> {
  const output = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, lib: { entry: join(root, 'src/content/index.ts'), formats: ['es'] } },
  });
  return (output as Rollup.RollupOutput[])[0]!.output[0].code;
}

before(async () => {
  const executablePath = findBrowser('chromium');
  assert.ok(executablePath, 'no Chromium found');
  const reference = await bundleSource();
  browser = await chromium.launch({ executablePath, args: chromiumFlags });
  page = await browser.newPage();
  await page.route('http://portico.test/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    const imports = JSON.stringify({ imports: { dompurify: '/node_modules/dompurify/dist/purify.es.mjs' } });
    if (pathname === '/')
      await route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><script type="importmap">${imports}</script>`,
      });
    else
      await route.fulfill({
        contentType: 'text/javascript',
        body: pathname === '/reference.js' ? reference : readFileSync(join(root, pathname), 'utf8'),
      });
  });
  await page.goto('http://portico.test/');
});

after(async () => {
  await browser?.close();
});

/** The texts that a built content chunk renders in another way than the source. */
async function differences(chunk: string): Promise<string[]> {
  const corpora = await payloads('markdown', 'html', 'mail', 'text');
  const texts = [...ordinary, ...corpora.map(({ text }) => text)];
  return page.evaluate(
    async ({ path, reference, contents }) => {
      const [built, source] = (await Promise.all([import(path), import(reference)])) as [Content, Content];
      const show = ({ renderBody: render }: Content, content: string) => {
        const host = document.createElement('div');
        host.append(render({ format: 'markdown', content }).content);
        return host.innerHTML;
      };
      return contents.filter((content) => show(built, content) !== show(source, content));
    },
    { path: `/${chunk}`, reference: '/reference.js', contents: texts },
  );
}

describe('the content chunk', () => {
  it('renders in the module build what the source renders', async () => {
    assert.deepEqual(await differences('dist/content/index.js'), []);
  });

  it('renders in the CDN build what the source renders', async () => {
    const chunks = globSync('dist/cdn/chunks/content-*.js', { cwd: root });
    assert.equal(chunks.length, 1);
    assert.deepEqual(await differences(chunks[0]!), []);
  });

  it('brings marked with its licence, so that nobody has to install it', () => {
    assert.doesNotMatch(readFileSync(join(root, 'dist/content/markdown.js'), 'utf8'), /from ["']marked["']/);
    assert.match(readFileSync(join(root, 'dist/vendor/marked.LICENSE'), 'utf8'), /MarkedJS/);
    assert.match(readFileSync(join(root, 'dist/vendor/marked.js'), 'utf8'), /MIT License/);
  });
});
