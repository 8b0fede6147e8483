import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en, type Messages } from '../../src/locales/en.ts';
import { loadedLocale, loadLocale, matchLocale } from '../../src/locales/index.ts';
import { pl } from '../../src/locales/pl.ts';

type Words = Record<string, unknown>;

/** Every word by its path; functions by their number of parameters. */
function shapeOf(words: Words, path = ''): Map<string, string> {
  const shape = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'object' && value !== null)
      for (const [inner, kind] of shapeOf(value as Words, `${path}${key}.`)) shape.set(inner, kind);
    else shape.set(path + key, typeof value === 'function' ? `function of ${value.length}` : typeof value);
  }
  return shape;
}

function eachText(words: Words, visit: (path: string, text: string) => void, path = ''): void {
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') visit(path + key, value);
    else if (typeof value === 'function')
      for (const n of [1, 2, 5, 22, 1000])
        visit(path + key, (value as (...values: unknown[]) => string)(n, n, false));
    else eachText(value as Words, visit, `${path}${key}.`);
  }
}

const others: Messages[] = [pl];

for (const messages of others)
  describe(`the words of ${messages.lang}`, () => {
    it('are all there, in the shape of the English ones', () => {
      assert.deepEqual(Object.fromEntries(shapeOf(messages)), Object.fromEntries(shapeOf(en)));
    });

    it('are never empty, and never show a value that is none', () => {
      eachText(messages, (path, text) => {
        assert.ok(text.trim(), path);
        assert.doesNotMatch(text, /undefined|null|NaN|\[object/, path);
      });
    });

    it('end as the English ones do', () => {
      const english = new Map<string, string>();
      eachText(en, (path, text) => english.set(path, text));
      eachText(messages, (path, text) => {
        const ending = /[.…?]$/.exec(english.get(path) ?? '')?.[0] ?? '';
        assert.equal(/[.…?]$/.exec(text)?.[0] ?? '', ending, `${path}: ${text}`);
      });
    });
  });

describe('the English words', () => {
  it('are never empty', () => {
    eachText(en, (path, text) => assert.ok(text.trim(), path));
  });

  it('count', () => {
    assert.equal(en.loadedTickets(1), '1 ticket');
    assert.equal(en.loadedTickets(1000), '1,000 tickets');
    assert.equal(en.waitToRetry(1), 'Please try again in 1 second.');
    assert.equal(en.waitToRetry(600), 'Please try again in 10 minutes.');
  });
});

describe('the Polish words', () => {
  it('inflect by number', () => {
    const forms = [1, 2, 5, 12, 22, 25, 1001].map((n) => pl.loadedTickets(n).replace(/[\u00a0\u202f]/g, ' '));
    assert.deepEqual(forms, [
      '1 zgłoszenie',
      '2 zgłoszenia',
      '5 zgłoszeń',
      '12 zgłoszeń',
      '22 zgłoszenia',
      '25 zgłoszeń',
      '1001 zgłoszeń',
    ]);
    assert.equal(pl.formProblems(1), '1 pole wymaga poprawy');
    assert.equal(pl.formProblems(3), '3 pola wymagają poprawy');
    assert.equal(pl.formProblems(5), '5 pól wymaga poprawy');
    assert.match(pl.unsentWarning(2), /^2 wiadomości nie zostały/);
    assert.equal(pl.fields['too-long'](1), 'Najwyżej 1 znak.');
  });

  it('write sizes as Poles do', () => {
    assert.equal(pl.fileSize(1_200_000).replace(/\s/g, ' '), '1,2 MB');
    assert.equal(pl.fileSize(0).replace(/\s/g, ' '), '0 B');
  });
});

describe('choosing a language', () => {
  it('finds the nearest one we have', () => {
    assert.deepEqual(
      ['pl', 'pl-PL', 'PL', 'en-GB', 'de', '', 'x-klingon', 'constructor', '__proto__'].map(matchLocale),
      ['pl', 'pl', 'pl', 'en', 'en', 'en', 'en', 'en', 'en'],
    );
  });

  it('loads a language once, and English for what is none', async () => {
    assert.equal(loadedLocale('pl'), undefined);
    assert.equal((await loadLocale('pl')).lang, 'pl');
    assert.equal(loadedLocale('pl'), pl);
    assert.equal((await loadLocale('nothing')).lang, 'en');
  });
});
