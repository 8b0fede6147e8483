import { expect, fixtureSync, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { baseStyles } from '../../src/theme/base.styles.ts';

const pairs = [
  ['--_on-brand', '--_brand'],
  ['--_brand-text', '--_surface'],
  ['--_brand-text', '--_sunken'],
  ['--_brand-text', '--_raised'],
  ['--_brand-text', '--_brand-soft'],
  ['--_text', '--_brand-soft'],
  ['--_text', '--_surface'],
  ['--_text', '--_sunken'],
  ['--_text', '--_chip'],
  ['--_muted', '--_surface'],
  ['--_muted', '--_sunken'],
  ['--_muted', '--_chip'],
  ['--_danger', '--_surface'],
  ['--_danger', '--_danger-soft'],
  ['--_success', '--_success-soft'],
  ['--_wait', '--_wait-soft'],
] as const;

const brands = [
  '#3452c4',
  '#ffff00',
  '#000000',
  '#ffffff',
  '#ff0000',
  '#00ff00',
  '#0000ff',
  '#ff00ff',
  '#00ffff',
  '#ff7a00',
  '#7f7f7f',
  '#777777',
  '#0b7a53',
  '#5b2a86',
  '#f2c1d1',
];

class ContrastProbe extends LitElement {
  static override styles = [baseStyles];
  protected override render(): unknown {
    return html`<i></i>`;
  }
}
customElements.define('contrast-probe', ContrastProbe);

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;

/** Relative luminance of a computed colour as it reaches the screen (WCAG 2.2). */
function luminance(color: string): number {
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, two: string): number {
  const [dark, light] = [luminance(one), luminance(two)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

async function colorsOf(brand: string, scheme: string): Promise<(name: string) => string> {
  const probe = fixtureSync<ContrastProbe>(html`<contrast-probe></contrast-probe>`);
  probe.style.setProperty('--portal-color-brand', brand);
  probe.style.colorScheme = scheme;
  await probe.updateComplete;
  const mark = probe.shadowRoot!.querySelector('i')!;
  return (name) => {
    mark.style.color = `var(${name})`;
    return getComputedStyle(mark).color;
  };
}

describe('colours', () => {
  for (const scheme of ['light', 'dark'])
    for (const brand of brands)
      it(`are legible with the brand ${brand}, ${scheme}`, async () => {
        const color = await colorsOf(brand, scheme);
        for (const [text, ground] of pairs) {
          const ratio = contrast(color(text), color(ground));
          expect(ratio, `${text} ${color(text)} on ${ground} ${color(ground)}`).to.be.at.least(4.5);
        }
      });

  it('show the edges of fields at 3 : 1', async () => {
    for (const scheme of ['light', 'dark']) {
      const color = await colorsOf('#3452c4', scheme);
      expect(contrast(color('--_line-strong'), color('--_surface')), scheme).to.be.at.least(3);
    }
  });

  it('use a colour as it is where the owner names one', async () => {
    const probe = fixtureSync<ContrastProbe>(html`<contrast-probe></contrast-probe>`);
    probe.style.setProperty('--portal-color-brand-text', 'rgb(1, 2, 3)');
    await probe.updateComplete;
    const mark = probe.shadowRoot!.querySelector('i')!;
    mark.style.color = 'var(--_brand-text)';
    expect(getComputedStyle(mark).color).to.equal('rgb(1, 2, 3)');
  });
});
