import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { BodyFormat } from '../../src/api/model.ts';
import { type RenderOptions, renderBody } from '../../src/content/index.ts';
import { contentStyles } from '../../src/content/styles.ts';
import { hostileStrings, payloads } from '../corpora/index.ts';
import { offences } from '../corpora/offences.ts';
import { provoke, Watch } from '../corpora/watch.ts';

const FORMATS: BodyFormat[] = ['markdown', 'html', 'text'];

/** A shadow root on the page with the container that elements render messages into. */
function mount(): HTMLElement {
  const host = document.body.appendChild(document.createElement('div'));
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [contentStyles.styleSheet!];
  const container = document.createElement('div');
  container.className = 'content';
  root.append(container);
  return container;
}

function show(content: string, format: BodyFormat, options?: RenderOptions): HTMLElement {
  const container = mount();
  container.replaceChildren(renderBody({ format, content }, options).content);
  return container;
}

const html = (content: string, options?: RenderOptions) => show(content, 'html', options).innerHTML;
const markdown = (content: string, options?: RenderOptions) => show(content, 'markdown', options).innerHTML;

before(() => performance.setResourceTimingBufferSize(100_000));
afterEach(() => document.body.replaceChildren());

describe('hostile messages', () => {
  for (const format of FORMATS) {
    for (const showImages of [false, true]) {
      it(`as ${format} ${showImages ? 'with' : 'without'} images hold nothing that acts`, async function () {
        this.timeout(60_000);
        const corpus = [...(await hostileStrings()), ...(await payloads('mail'))];
        const container = mount();
        const watch = new Watch();
        const found: string[] = [];
        for (const { name, text } of corpus) {
          const { content, blockedImages } = renderBody({ format, content: text }, { showImages });
          found.push(...offences(content, { images: showImages }).map((what) => `${name}: ${what}`));
          if (showImages && blockedImages)
            found.push(`${name}: ${blockedImages} images blocked all the same`);
          // Whether they are asked for is the reader's choice; that nothing else is, is what this watches.
          for (const image of content.querySelectorAll('img')) image.remove();
          container.replaceChildren(content);
          found.push(...offences(container).map((what) => `${name}: ${what}`));
          provoke(container);
        }
        const events = await watch.end();
        expect(found).to.deep.equal([]);
        expect(events).to.deep.equal([]);
      });
    }
  }

  it('as text show every character', async () => {
    for (const { name, text } of await hostileStrings()) {
      const { content } = renderBody({ format: 'text', content: text });
      for (const br of content.querySelectorAll('br')) br.replaceWith('\n');
      const lines = (value: string) => value.split(/\s+/).filter(Boolean).join('');
      expect(lines(content.textContent), name).to.include(lines(text).slice(0, 8));
    }
  });

  it('made of random pieces hold nothing that acts, and never throw', function () {
    this.timeout(60_000);
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          '<a href="',
          "<img src='",
          '<svg>',
          '<math>',
          '<style>',
          '<template>',
          '<table>',
          '<td>',
          '<select>',
        ],
        ...[
          '<form id=x>',
          '<input name=attributes>',
          '<details open ontoggle=alert(1)>',
          '<b a=1>',
          '<p>',
          '</p>',
        ],
        ...[
          '<portal-login>',
          '<mtext>',
          '<mglyph>',
          '</svg>',
          '<foreignObject>',
          '<!--',
          '-->',
          '<![CDATA[',
          ']]>',
        ],
        ...[
          'javascript:alert(1)',
          'https://a.example/',
          '//b.example',
          'data:text/html,',
          '">',
          "'>",
          '>',
          '`',
          '```\n',
        ],
        ...[
          '![',
          '](',
          ')',
          '[',
          ']: ',
          '**',
          '_',
          '> ',
          '- ',
          '1. ',
          '|',
          '\n',
          '\n\n',
          '    ',
          '&#106;',
          '&lt;',
        ],
        ...[
          ' onerror=alert(1) ',
          ' style="position:fixed" ',
          ' id=a name=b class=c slot=d part=e ',
          ' is=x-y ',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom(...FORMATS),
        fc.boolean(),
        (pieces, format, showImages) => {
          const { content } = renderBody({ format, content: pieces.join('') }, { showImages });
          expect(offences(content, { images: showImages })).to.deep.equal([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('beyond what may be parsed are plain text, soon and without throwing', function () {
    this.timeout(60_000);
    for (const content of [
      '['.repeat(60_000),
      '!'.repeat(65_000),
      '>'.repeat(5000),
      '<div>'.repeat(10_000),
      '<div>'.repeat(90) + '<b>'.repeat(3000) + '</div>x'.repeat(3000),
      '<x>'.repeat(5000) + '<hr>'.repeat(10_000),
      '- '.repeat(30_000),
    ]) {
      for (const format of ['markdown', 'html'] as const) {
        const container = mount();
        const began = performance.now();
        const { content: fragment, plain } = renderBody({ format, content });
        container.replaceChildren(fragment);
        expect(container.offsetHeight).to.be.at.least(0);
        expect(performance.now() - began).to.be.below(2000);
        expect(offences(container)).to.deep.equal([]);
        if (format === 'markdown') expect(plain).to.equal(true);
      }
    }
  });

  it('of 64 KB that pass the guard show soon', function () {
    this.timeout(60_000);
    for (const piece of [
      '<hr>',
      '<b></b>',
      '<li>x',
      '<td>',
      '<!--x-->',
      '<a href="https://a.b">c.dd</a> ',
      '<x></x>',
    ]) {
      const container = mount();
      const began = performance.now();
      const content = piece.repeat(Math.min(5000, Math.floor(65_000 / piece.length)));
      container.replaceChildren(renderBody({ format: 'html', content }).content);
      expect(container.offsetHeight).to.be.at.least(0);
      expect(performance.now() - began, piece).to.be.below(2000);
    }
  });

  it('that are no text at all show nothing', () => {
    for (const content of [undefined, null, 1, {}, Symbol('x')]) {
      expect(renderBody({ format: 'html', content: content as string }).content.textContent).to.equal('');
    }
  });
});

describe('benign mails', () => {
  it('keep their text', async () => {
    for (const { name, text } of await payloads('mail')) {
      const { content, plain } = renderBody({ format: 'html', content: text });
      const source = new DOMParser().parseFromString(text, 'text/html');
      for (const hidden of source.querySelectorAll('style, script, title, head')) hidden.remove();
      const words = (value: string) => value.split(/\s+/).filter(Boolean);
      const kept = new Set(words(content.textContent));
      const lost = words(source.body.textContent).filter(
        (word) => !kept.has(word) && !content.textContent.includes(word),
      );
      expect(plain, name).to.equal(false);
      expect(lost, name).to.deep.equal([]);
    }
  });
});

describe('markdown', () => {
  it('breaks lines at Enter, and knows lists, code, tables and tasks', () => {
    expect(markdown('one\ntwo')).to.equal('<p>one<br>two</p>\n');
    expect(markdown('- [x] done\n- [ ] open')).to.contain('☑').and.to.contain('☐');
    expect(markdown('```js\n<b>\n```')).to.equal('<pre><code>&lt;b&gt;\n</code></pre>\n');
    expect(markdown('| a |\n|:-:|\n| b |')).to.contain('<td align="center">b</td>');
  });

  it('may hold harmless HTML', () => {
    expect(markdown('<details><summary>Log</summary>x</details>')).to.contain('<summary>Log</summary>');
    expect(markdown('a <kbd onclick="alert(1)">Ctrl</kbd>')).to.equal('<p>a <kbd>Ctrl</kbd></p>\n');
  });
});

describe('links', () => {
  it('open elsewhere and tell nobody where they were', () => {
    expect(html('<a href="https://a.example">a</a>')).to.equal(
      '<a href="https://a.example/" target="_blank" rel="noopener noreferrer nofollow ugc">a</a>',
    );
  });

  it('that lead nowhere safe keep their text', () => {
    for (const href of [
      'javascript:alert(1)',
      '/path',
      '//evil.example',
      '#top',
      'data:text/html,x',
      'file:///x',
    ]) {
      expect(html(`<a href="${href}">a <b>b</b></a>`), href).to.equal('<a>a <b>b</b></a>');
      expect(markdown(`[text](<${href}>)`), href).to.equal('<p><a>text</a></p>\n');
    }
  });

  it('say where they lead when their text says something else', () => {
    expect(show('[https://bank.example](https://evil.example)', 'markdown').textContent).to.contain(
      'https://bank.example (evil.example)',
    );
    expect(show('https://bank.example@evil.example/', 'text').textContent).to.equal(
      'https://bank.example@evil.example/ (evil.example)',
    );
    expect(
      show('<a href="https://evil.example"><img src="https://i.example/i" alt="bank.example"></a>', 'html', {
        showImages: true,
      }).textContent,
    ).to.equal(' (evil.example)');
  });

  it('are resolved against a base when one is given', () => {
    expect(html('<a href="/guide">g</a>', { baseOrigin: 'https://kb.example' })).to.contain(
      'href="https://kb.example/guide"',
    );
  });
});

describe('images', () => {
  const image = '<img src="https://a.example/i.png" alt="A chart" width="300">';

  it('are named and counted until they are wanted', () => {
    const { content, blockedImages } = renderBody({ format: 'html', content: image + image });
    expect(blockedImages).to.equal(2);
    expect(content.textContent).to.equal('[Image: A chart][Image: A chart]');
    expect(html('<img src="https://a.example/i.png">', { imageLabel: 'Obraz' })).to.equal(
      '<small>[Obraz]</small>',
    );
  });

  it('load when wanted, late and without a referrer', async () => {
    const own = new URL('../corpora/showdown-xss.json', import.meta.url).href;
    const container = show(
      `<p>a <img src="${own}" srcset="https://b.example/2x 2x" onload=alert(1)></p>`,
      'html',
      {
        showImages: true,
      },
    );
    const loaded = container.querySelector('img')!;
    expect(loaded.getAttributeNames().sort()).to.deep.equal(['decoding', 'loading', 'referrerpolicy', 'src']);
    // No picture, so the attempt to show it ends in an error: the browser did ask for it.
    await new Promise((resolve) => loaded.addEventListener('error', resolve, { once: true }));
  });

  it('that nothing would load are not counted', () => {
    for (const src of ['cid:part1', 'data:image/png;base64,AAAA', 'javascript:alert(1)', '/i.png', '']) {
      const { content, blockedImages } = renderBody(
        { format: 'html', content: `<img src="${src}" alt="x">` },
        { showImages: true },
      );
      expect(content.textContent, src).to.equal('[Image: x]');
      expect(blockedImages, src).to.equal(0);
    }
  });

  it('that only spy are dropped', () => {
    expect(html('a<img src="https://spy.example/p.gif" width=1 height=1>', { showImages: true })).to.equal(
      'a',
    );
  });
});

describe('plain text', () => {
  it('keeps paragraphs and line breaks', () => {
    expect(show('one\r\ntwo\n\n\nthree', 'text').innerHTML).to.equal('<p>one<br>two</p><p>three</p>');
  });

  it('is read out of HTML that is too much', () => {
    const { content, plain } = renderBody({
      format: 'html',
      content: '<p>a &amp;lt; b</p><p>c</p>' + '<div>'.repeat(101),
    });
    expect(plain).to.equal(true);
    expect(content.textContent).to.equal('a &lt; bc');
  });
});

describe('the container', () => {
  it('keeps what it holds inside', () => {
    const container = show('<table width=900><tr><td>' + 'x'.repeat(500) + '</table>', 'html');
    const style = getComputedStyle(container);
    expect(style.contain).to.equal('layout paint');
    expect(style.overflowX).to.equal('auto');
    expect(container.getBoundingClientRect().width).to.be.at.most(document.documentElement.clientWidth);
  });
});
