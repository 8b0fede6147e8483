import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownFits, markupFits } from '../../src/content/guard.ts';
import { markdownToHtml } from '../../src/content/markdown.ts';
import { payloads } from '../corpora/index.ts';

const fill = (piece: string, length = 65_000) => piece.repeat(Math.floor(length / piece.length));

const prose = fill(
  'Thank you for the **quick** answer, [the guide](https://a.example) helped.\n\n- one thing and another\n- two things\n\n',
);

describe('markdown', () => {
  it('passes when people wrote it', async () => {
    assert.ok(markdownFits(prose));
    assert.ok(markdownFits('-'.repeat(200)));
    assert.ok(
      markdownFits('```\n' + fill('def __init__(self, a_b):\n    return a_b * 2\n\n', 20_000) + '```'),
    );
    assert.ok(markdownFits('| a | b | c |\n|---|---|---|\n' + '| 1 | 2 | 3 |\n'.repeat(500)));
    for (const { name, text } of await payloads('markdown')) assert.ok(markdownFits(text), name);
  });

  for (const [what, text] of [
    ['more than 65,536 characters', 'a '.repeat(32_769)],
    ['too many emphasis characters', '*a '.repeat(4001)],
    ['too many brackets', '['.repeat(4001)],
    ['too many angle brackets', '<'.repeat(4001)],
    ['too many backticks', '` '.repeat(4001)],
    ['too many quote markers on a line', '>'.repeat(21)],
    ['too many list markers on a line', '- '.repeat(21)],
    ['a marker behind 81 columns of indent', ' '.repeat(81) + '- a'],
    ['a marker behind 21 tabs', '\t'.repeat(21) + '- a'],
    ['one long paragraph full of emphasis', '*_a'.repeat(1900)],
    ['thousands of two-letter headings', 'a\n-\n'.repeat(10_000)],
    [
      'a table that is filled up to 1,000 columns',
      `|${'a|'.repeat(1000)}\n|${'-|'.repeat(1000)}\n${'|b\n'.repeat(900)}`,
    ],
  ] as const) {
    it(`is refused with ${what}`, () => assert.equal(markdownFits(text), false));
  }

  it('that passes is parsed soon, whatever was crafted', () => {
    const pieces =
      '* _ ~ [ ] ( ! ![ [a]( <a < ` **a** *a **b~_a ~~a <!-- <?  [x]: [x]:~a~ & \\ # -~ 1.~ > | |a a|b~ http:// www. a@ a.b@ ~ ~~ ' +
      '=~ -~ a~=~ " \' [a](" [a](< ```~ ~~~ -~a~~ :- |-| *_a a_b_ “* www.a( - [x] - a~word~ > a~b~ &amp; <b> </b <div>~~ *! ]( [[ ]] !a';
    let slowest = { ms: 0, text: '' };
    for (const piece of pieces.split(' ').map((each) => each.replaceAll('~', '\n'))) {
      if (!piece) continue;
      for (const text of [
        fill(piece),
        fill(piece, 3900),
        fill(piece + ' word '),
        fill(piece + '\n'),
        fill(piece + 'a'.repeat(28)),
        fill(piece, 3900) + 'a'.repeat(60_000),
        fill(piece, 1900) + fill([...piece].reverse().join(''), 1900),
      ]) {
        if (!markdownFits(text)) continue;
        const began = performance.now();
        markdownToHtml(text);
        const ms = performance.now() - began;
        if (ms > slowest.ms) slowest = { ms, text };
      }
    }
    assert.ok(slowest.ms < 2000, `${slowest.ms} ms for ${slowest.text.slice(0, 40)}`);
  });
});

describe('HTML', () => {
  it('passes when mail programs wrote it', async () => {
    for (const { name, text } of await payloads('mail')) assert.ok(markupFits(text), name);
    assert.ok(markupFits(markdownToHtml(prose)));
    assert.ok(markupFits('<p>one<p>two<ul><li>a<li>b</ul>' + fill('<font><b>x</b></font><br>', 48_000)));
    const layout = '<table><tbody><tr><td>'.repeat(12) + '<p>x' + '</td></tr></tbody></table>'.repeat(12);
    assert.ok(markupFits(layout.repeat(80)));
    assert.ok(markupFits("<style>a>b{content:'<b><b>'}</style><p title='<i>'>x</p><!-- <b> -->"));
  });

  for (const [what, html] of [
    ['more than 262,144 characters', 'a'.repeat(262_145)],
    ['too many tags', '<br>'.repeat(10_001)],
    ['too many comments', '<!--x-->'.repeat(10_001)],
    ['101 levels', '<div>'.repeat(101)],
    ['formatting that every block clones', fill('<div>', 450) + fill('<b>', 1500) + fill('</div>x', 6000)],
    ['inline elements that every line splits', '<span>'.repeat(99) + 'x<br>'.repeat(5000)],
    ['children moved up out of hundreds of unknown elements', '<x>'.repeat(99) + '<hr>'.repeat(5000)],
  ] as const) {
    it(`is refused with ${what}`, () => assert.equal(markupFits(html), false));
  }

  // Each of these would close <x> in a naive reading, but does not in a browser.
  for (const [where, close] of [
    ['a comment', '<!-- </x> -->'],
    ['an attribute', '<br title="></x>">'],
    ['an attribute behind an unclear equals sign', '<br = "></x>">'],
    ['a raw text element', '<textarea></x></textarea>'],
    ['a block', '<div></x></div>'],
    ['a paragraph', '<p></x></p>'],
    ['a script in a script', '<script><!--<script></script></x>--></script>'],
    ['a select', '<select></x></select>'],
    ['an SVG', '<svg><![CDATA[></x>]]></svg>'],
  ] as const) {
    it(`is not fooled by end tags in ${where}`, () => {
      assert.equal(markupFits(`<x>${close}`.repeat(99) + '<hr>'.repeat(1500)), false);
    });
  }

  it('is not fooled by comments and end tags that end early', () => {
    for (const cover of ['<!-->', '<!--->', '</>', '<!>', '<!-- --!>', '<?>']) {
      assert.equal(markupFits(`${cover}<x>`.repeat(101)), false, cover);
    }
  });

  it('is read in linear time', () => {
    const began = performance.now();
    for (const piece of [
      '<',
      '<a',
      '<!--',
      '<!',
      '</',
      '<a b="',
      "<a b='",
      '<a =',
      '<li>',
      '</li>',
      '<p></b>',
      '<style>',
      '<b>x</i>',
      '=',
      '>',
    ]) {
      markupFits(fill(piece, 262_000));
    }
    assert.ok(performance.now() - began < 2000);
  });
});
