import { expect, fixtureSync, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { LocaleController } from '../../src/components/base/locale-controller.ts';
import { until } from './portal-helpers.ts';

class LocaleProbe extends LitElement {
  readonly locale = new LocaleController(this);
  protected override render(): unknown {
    return html`${this.locale.messages.signIn}`;
  }
}
customElements.define('locale-probe', LocaleProbe);

const said = (probe: LocaleProbe) => probe.shadowRoot!.textContent?.trim();

async function probeIn(lang: string | null): Promise<{ place: HTMLElement; probe: LocaleProbe }> {
  const place = fixtureSync<HTMLElement>(html`<div></div>`);
  if (lang !== null) place.lang = lang;
  const probe = document.createElement('locale-probe') as LocaleProbe;
  place.append(probe);
  await probe.updateComplete;
  return { place, probe };
}

describe('the language of an element', () => {
  it('is that of its nearest ancestor, and follows it', async () => {
    const { place, probe } = await probeIn('pl-PL');
    await until(() => said(probe) === 'Zaloguj się');
    expect(probe.locale.tag).to.equal('pl-PL');
    place.lang = 'en-GB';
    await until(() => said(probe) === 'Sign in');
    expect(probe.locale.tag).to.equal('en-GB');
    place.lang = 'pl';
    await until(() => said(probe) === 'Zaloguj się');
  });

  it('is that of the page around a shadow tree', async () => {
    const place = fixtureSync<HTMLElement>(html`<div lang="pl"></div>`);
    const root = place.attachShadow({ mode: 'open' });
    const probe = document.createElement('locale-probe') as LocaleProbe;
    root.append(probe);
    await until(() => said(probe) === 'Zaloguj się');
  });

  it('is followed when the element is moved, and left alone while it is off the page', async () => {
    const { place, probe } = await probeIn('pl');
    await until(() => said(probe) === 'Zaloguj się');
    const english = fixtureSync<HTMLElement>(html`<div lang="en"></div>`);
    english.append(probe);
    await until(() => said(probe) === 'Sign in');
    probe.remove();
    english.lang = 'pl';
    place.append(probe);
    await until(() => said(probe) === 'Zaloguj się');
  });

  for (const lang of ['', 'x', 'not a language', 'xx-YY-1', '*'])
    it(`is English where the page says "${lang}"`, async () => {
      const { probe } = await probeIn(lang);
      expect(said(probe)).to.equal('Sign in');
      const date = probe.locale.date('2026-11-14T09:12:00.000Z', { year: 'numeric', timeZone: 'UTC' });
      expect(date).to.contain('2026');
      expect(probe.locale.relative('2026-11-14T09:00:00.000Z', Date.parse('2026-11-14T09:12:00.000Z'))).not.to
        .be.empty;
    });

  it('writes dates and ages as its people do', async () => {
    const { probe } = await probeIn('pl');
    const now = Date.parse('2026-11-14T09:12:00.000Z');
    expect(probe.locale.relative('2026-11-14T09:00:00.000Z', now)).to.equal('12 minut temu');
    expect(probe.locale.relative('2026-11-13T09:12:00.000Z', now)).to.equal('wczoraj');
    expect(probe.locale.relative('2026-10-01T09:12:00.000Z', now)).to.equal('1 paź');
    expect(probe.locale.relative('2025-10-01T09:12:00.000Z', now)).to.contain('2025');
    expect(probe.locale.relative('never', now)).to.equal('');
    expect(probe.locale.date('never', { year: 'numeric' })).to.equal('');
  });
});
