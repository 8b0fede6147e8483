import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shrinkTemplatesIn } from '../../scripts/build/templates.mjs';

describe('templates in a build', () => {
  it('lose their indentation, at any depth', () => {
    const code = 'const a = html`\n    <p>\n      ${b ? html`\n        <i>x</i>` : c}\n    </p>`;';
    assert.equal(shrinkTemplatesIn(code), 'const a = html`\n<p>\n${b ? html`\n<i>x</i>` : c}\n</p>`;');
  });

  it('lose the comments of their sheets, but no line', () => {
    const code = 'const s = css`\n  /* two\n     lines */\n  :host {\n    color: red;\n  }\n`;';
    const shrunk = shrinkTemplatesIn(code);
    assert.equal(shrunk, 'const s = css`\n\n\n:host {\ncolor: red;\n}\n`;');
    assert.equal(shrunk.split('\n').length, code.split('\n').length);
  });

  it('stay as they are where white space shows', () => {
    const code = 'const a = html`<pre>\n    x\n  </pre>`;';
    assert.equal(shrinkTemplatesIn(code), code);
  });

  it('are the only text that is touched', () => {
    const code = 'const a = `\n    plain`;\nconst b = "  two  spaces";';
    assert.equal(shrinkTemplatesIn(code), code);
  });
});
