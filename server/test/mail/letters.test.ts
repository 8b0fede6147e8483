import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LetterValues } from '../../src/mail/letters.ts';
import { letter } from '../../src/mail/letters.ts';
import { builtInTexts } from '../../src/mail/texts/index.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { defaultSettings, gatewaySettingsSchema } from '../../src/settings/settings.ts';
import { letterNames } from '../../src/settings/sign-in.ts';

const to = 'dana@initech.example';
const link = 'https://help.example.com/portal/#/link?token=abc';

const values: LetterValues = {
  verify: { link, hours: 24 },
  'already-registered': { link },
  link: { link, code: '48213977', minutes: 15 },
  reset: { link, hours: 24 },
  'reset-unknown': { link },
  invitation: { link, hours: 168 },
  'password-changed': { link },
};

function settingsWith(
  portal: Partial<GatewaySettings['portal']> = {},
  texts: GatewaySettings['mail']['texts'] = {},
): GatewaySettings {
  return gatewaySettingsSchema.parse({
    ...defaultSettings,
    portal: { ...defaultSettings.portal, name: 'Lumen Support', ...portal },
    mail: { texts },
  });
}

const html = (mail: { html?: string }): string => mail.html ?? '';

describe('letters', () => {
  const withBrand = (brand?: string): string =>
    html(
      letter('invitation', {
        to,
        values: values.invitation,
        settings: { ...settingsWith(), theme: brand === undefined ? {} : { '--portal-color-brand': brand } },
      }),
    );

  test('the button has the owner’s brand colour, and words on it that can be read', () => {
    assert.match(withBrand('#17624a'), /class="button"[^>]*background-color:#17624a;color:#ffffff/);
    assert.match(withBrand('#FD0'), /class="button"[^>]*background-color:#ffdd00;color:#000000/);
    assert.match(withBrand('#17624a'), /class="link"[^>]*style="color:#17624a/);
  });

  test('a brand colour too pale for words on white colours the button alone', () => {
    assert.match(withBrand('#ffdd00'), /class="link"[^>]*style="color:#1c222b/);
    assert.doesNotMatch(withBrand('#ffdd00'), /[^-]color:#ffdd00/);
  });

  test('a colour that mail programs may not know leaves the letter as it comes', () => {
    for (const brand of ['oklch(0.5 0.1 200)', 'var(--x)', '#12', '#17624a;display:none', '#12345g'])
      assert.equal(withBrand(brand), withBrand(), brand);
  });

  for (const language of builtInTexts.keys()) {
    for (const name of letterNames) {
      test(`${name} is whole in ${language}: portal, link as button and as text, no hole left`, () => {
        const mail = letter(name, { to, language, values: values[name], settings: settingsWith() });
        assert.equal(mail.to, to);
        assert.match(mail.subject, /Lumen Support/);
        assert.doesNotMatch(mail.subject, /[\r\n]/);
        assert.ok(mail.text.split('\n').includes(link), 'the link has a line of its own');
        assert.match(mail.text, /Lumen Support/);
        assert.equal(html(mail).split(`href="${link}"`).length - 1, 2);
        assert.ok(html(mail).includes(`>${link}</a>`));
        assert.ok(html(mail).startsWith(`<!doctype html>\n<html lang="${language}" dir="ltr">`));
        for (const part of [mail.subject, mail.text, html(mail).replace(/<style>.*<\/style>/s, '')]) {
          assert.doesNotMatch(part, /[{}]|undefined/);
        }
        if (name === 'link') {
          assert.ok(mail.text.split('\n').includes('48213977'));
          assert.doesNotMatch(mail.subject, /\d/, 'a subject is read on locked screens');
        }
      });
    }
  }

  test('say how long link and code are good, in words of the language', () => {
    const text = (name: 'verify' | 'invitation' | 'link', language: string) =>
      letter(name, { to, language, values: values[name], settings: settingsWith() }).text;
    assert.match(text('verify', 'en'), /for 24 hours\./);
    assert.match(text('invitation', 'en'), /for 7 days\./);
    assert.match(text('link', 'en'), /for 15 minutes\./);
    assert.match(text('verify', 'pl'), /przez 24 godziny\./);
    assert.match(text('invitation', 'pl'), /przez 7 dni\./);
    assert.match(text('link', 'pl'), /przez 15 minut\./);
  });

  test('speak the page’s language where the portal does, else the portal’s first', () => {
    const language = (wanted: string | undefined, languages: string[]) => {
      const mail = letter('reset', {
        to,
        ...(wanted === undefined ? {} : { language: wanted }),
        values: values.reset,
        settings: settingsWith({ languages }),
      });
      return /<html lang="([^"]*)"/.exec(html(mail))?.[1];
    };
    assert.equal(language('pl', ['en', 'pl']), 'pl');
    assert.equal(language('PL-pl', ['en', 'pl']), 'pl');
    assert.equal(language('en', ['pl', 'en-GB']), 'en-GB');
    assert.equal(language('pl', ['en']), 'en');
    assert.equal(language(undefined, ['pl', 'en']), 'pl');
    assert.equal(language('fr', ['pl', 'en']), 'pl');
    assert.equal(language('" onload="x', ['en']), 'en');
    // Nobody has translated it: better English that says so than words that claim to be Welsh.
    assert.equal(language('cy', ['cy']), 'en');
  });

  test('take the owner’s words, for the language and letter they were written for', () => {
    const settings = settingsWith(
      {},
      { pl: { reset: { subject: 'Hasło: {portal}', text: 'Tędy: {link} ({hours} h)\n\nDo zobaczenia' } } },
    );
    const polish = letter('reset', { to, language: 'pl', values: values.reset, settings });
    assert.equal(polish.subject, 'Hasło: Lumen Support');
    assert.equal(polish.text, `Tędy: ${link} (24 h)\n\nDo zobaczenia\n`);
    assert.match(html(polish), /<p[^>]*>Tędy: <a [^>]*href="https:/);
    assert.match(
      letter('reset', { to, language: 'en', values: values.reset, settings }).subject,
      /^Set a new password/,
    );
    assert.match(
      letter('verify', { to, language: 'pl', values: values.verify, settings }).subject,
      /^Potwierdź/,
    );
  });

  test('keep link and code though the owner’s words forget them', () => {
    const settings = settingsWith(
      {},
      { en: { link: { text: 'Welcome back.' }, verify: { text: 'Hello.' } } },
    );
    assert.equal(
      letter('link', { to, values: values.link, settings }).text,
      `Welcome back.\n\n${link}\n\n48213977\n`,
    );
    assert.equal(letter('verify', { to, values: values.verify, settings }).text, `Hello.\n\n${link}\n`);
  });

  test('tell no subject what opens the door', () => {
    const settings = settingsWith({}, { en: { link: { subject: 'Code {code} at {link} for {portal}' } } });
    assert.equal(
      letter('link', { to, values: values.link, settings }).subject,
      'Code  at  for Lumen Support',
    );
  });

  test('show a portal’s name and an owner’s words as words, whatever they hold', () => {
    const name = '<img src=x onerror=alert(1)> & "{link}"\r\nBcc: eve@evil.example';
    const settings = settingsWith(
      { name },
      { en: { verify: { text: '<script>alert(1)</script>\r\nsecond line\r\n\r\n{link}\r\n\r\n{portal}' } } },
    );
    const mail = letter('verify', { to, values: values.verify, settings });
    assert.equal(
      mail.subject,
      'Confirm your address for <img src=x onerror=alert(1)> & "{link}" Bcc: eve@evil.example',
    );
    assert.doesNotMatch(html(mail), /<(?:img|script)|"\{link\}"/);
    assert.match(html(mail), /&#60;script&#62;alert\(1\)&#60;\/script&#62;<br>\nsecond line/);
    // The two links, and none of the name's.
    assert.equal(html(mail).split('<a ').length - 1, 2);
  });

  test('fetch nothing and run nothing: no image, frame, script, sheet or form', () => {
    for (const name of letterNames) {
      const text = html(letter(name, { to, values: values[name], settings: settingsWith() }));
      assert.doesNotMatch(text, /<(?:img|script|iframe|link|form|input|svg|object)\b|url\(|@import|\bsrc=/i);
    }
  });

  test('are written from right to left where the language is, with addresses and codes the other way', () => {
    const settings = settingsWith(
      { languages: ['he'] },
      { he: { link: { subject: 'כניסה', text: 'שלום\n\n{link}\n\n{code}' } } },
    );
    const text = html(letter('link', { to, language: 'he-IL', values: values.link, settings }));
    assert.match(text, /<html lang="he" dir="rtl">/);
    assert.match(text, /<div [^>]*lang="he" dir="rtl"/);
    assert.match(text, /<p class="code" dir="ltr"/);
    assert.match(text, /<a class="link" dir="ltr"/);
    const latin = settingsWith({ languages: ['az-Latn'] }, { 'az-Latn': { link: { text: 'x' } } });
    assert.match(html(letter('link', { to, values: values.link, settings: latin })), /dir="ltr">\n<head>/);
  });
});
