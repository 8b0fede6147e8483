import { expect, fixtureSync, html } from '@open-wc/testing';
import '../../src/components/portal-login/define.ts';
import '../../src/components/portal-nav/define.ts';
import type { PortalElement } from '../../src/components/base/portal-element.ts';
import { alice, backendWith, part, password, place, portalFor, until } from '../components/portal-helpers.ts';
import { waitUntil } from '../components/wait-until.ts';

const sheets = {
  'unset everything': '* { all: unset !important }',
  'hide everything': '* { visibility: hidden !important }',
  'shrink the root': 'html { font-size: 4px !important }',
  'set inherited text':
    '* { text-transform: uppercase; letter-spacing: 2em; line-height: 0; text-indent: -999px }',
};

/** Whether a person can see and reach an element: it has a size, is visible, and lies on top at its middle. */
function isReachable(element: Element): boolean {
  element.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  if (style.visibility !== 'visible' || width < 12 || height < 8) return false;
  const root = element.getRootNode() as Document | ShadowRoot;
  const hit = root.elementFromPoint(left + width / 2, top + height / 2);
  return !!hit && (element.contains(hit) || hit.contains(element));
}

for (const [name, css] of Object.entries(sheets))
  describe(`on a page whose sheet wants to ${name}`, () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    beforeEach(() => (document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]));
    afterEach(() => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    });

    async function shown<T extends PortalElement>(tag: string, signedInAs?: string): Promise<T> {
      const portal = portalFor(backendWith(), { signedInAs }, { links: { list: '/t', form: '/n' } });
      const element = document.createElement(tag) as T;
      place(portal).append(element);
      await portal.start();
      await element.updateComplete;
      return element;
    }

    it('the nav can be read and used', async () => {
      const element = await shown('portal-nav', alice);
      await waitUntil(() => part(element, 'name'), 'the bar is there');
      for (const name of ['name', 'link', 'form-link', 'sign-out-button'])
        expect(isReachable(part(element, name)!), name).to.be.true;
      const text = getComputedStyle(part(element, 'name')!);
      expect(parseFloat(text.fontSize)).to.be.at.least(12.5);
      expect(text.textTransform).to.equal('none');
      expect(text.letterSpacing === 'normal' || parseFloat(text.letterSpacing) < 1).to.be.true;
    });

    it('the sign-in can be read and used', async () => {
      const element = await shown('portal-login');
      await waitUntil(() => element.querySelector('form'), 'the fields are there');
      const fields = [...element.querySelectorAll('input, [type=submit], label')];
      expect(fields).to.have.length(6);
      for (const field of fields) expect(isReachable(field), field.outerHTML).to.be.true;
      for (const input of element.querySelectorAll('input')) {
        expect(getComputedStyle(input).borderTopStyle).to.equal('solid');
        input.value = input.type === 'email' ? alice : password;
      }
      element.querySelector<HTMLElement>('[type=submit]')!.click();
      await until(() => part(element, 'signed-in'));
    });
  });

describe('the elements on a page', () => {
  it('leave its own elements alone', async () => {
    const own = fixtureSync<HTMLElement>(
      html`<form class="f">
        <label>L <input /></label><button>B</button>
      </form>`,
    );
    const looks = () =>
      [own, ...own.querySelectorAll('*')].map((element) => {
        const { display, color, border, font, margin, padding } = getComputedStyle(element);
        return [display, color, border, font, margin, padding].join();
      });
    const before = looks();
    const portal = portalFor(backendWith());
    const element = document.createElement('portal-login');
    place(portal).append(element);
    await portal.start();
    await element.updateComplete;
    expect(looks()).to.eql(before);
  });
});
