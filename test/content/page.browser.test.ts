import { expect } from '@open-wc/testing';
import DOMPurify from 'dompurify';
import { renderBody } from '../../src/content/index.ts';
import { sanitize } from '../../src/content/sanitize.ts';

const module = (path: string) => new URL(`../../src/content/${path}`, import.meta.url).href;

/** Renders `<b>x</b>` twice, by two copies of the sanitizer, on a page of its own with a Trusted Types policy. */
function renderUnder(policy: string): Promise<{ html: string[]; violations: string[] }> {
  return new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    const receive = ({ source, data }: MessageEvent) => {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', receive);
      frame.remove();
      if (data.error) reject(new Error(data.error));
      else resolve(data);
    };
    addEventListener('message', receive);
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; ${policy}">
      <div></div>
      <script type="module">
        const violations = [];
        addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
        try {
          const { renderBody } = await import('${module('index.ts')}');
          const second = await import('${module('sanitize.ts')}?copy');
          const place = document.querySelector('div');
          place.attachShadow({ mode: 'open' }).replaceChildren(renderBody({ format: 'html', content: '<b>x</b>' }).content);
          const other = document.createElement('div');
          other.append(second.sanitize('<b>x</b>') ?? 'nothing');
          parent.postMessage({ html: [place.shadowRoot.innerHTML, other.innerHTML], violations }, '*');
        } catch (error) {
          parent.postMessage({ error: String(error) }, '*');
        }
      </script>`;
    document.body.append(frame);
  });
}

describe('message content on a strict page', () => {
  it('works under Trusted Types, in two copies', async () => {
    const { html, violations } = await renderUnder("trusted-types lit-html dompurify 'allow-duplicates'");
    expect(html).to.deep.equal(['<b>x</b>', '<b>x</b>']);
    expect(violations).to.deep.equal([]);
  });

  it('is plain text where the page refuses the sanitizer', async function () {
    if (!('trustedTypes' in window)) this.skip();
    const { html } = await renderUnder('trusted-types lit-html');
    expect(html).to.deep.equal(['<p>x</p>', 'nothing']);
  });
});

describe("a host page's own sanitizer", () => {
  it('neither changes ours nor is changed by it', () => {
    DOMPurify.setConfig({ ALLOWED_TAGS: ['marquee'] });
    DOMPurify.addHook('afterSanitizeAttributes', (element) => element.setAttribute('onclick', 'alert(1)'));
    try {
      const { content } = renderBody({ format: 'html', content: '<p id=a>x</p>' });
      expect(content.firstElementChild!.outerHTML).to.equal('<p>x</p>');
      expect(sanitize('<marquee>x</marquee>')!.textContent).to.equal('x');
      expect(DOMPurify.sanitize('<marquee loop=1>x</marquee>')).to.equal(
        '<marquee loop="1" onclick="alert(1)">x</marquee>',
      );
    } finally {
      DOMPurify.clearConfig();
      DOMPurify.removeAllHooks();
    }
  });
});
