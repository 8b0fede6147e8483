import { expect } from '@open-wc/testing';
import { applyTheme } from '../../src/portal/theme.ts';

const brand = '--portal-color-brand';
const of = (element: Element, name = brand) => getComputedStyle(element).getPropertyValue(name).trim();
const page = document.documentElement;

describe('the owner’s look', () => {
  const sheets = [...document.adoptedStyleSheets];
  const added: HTMLElement[] = [];
  const add = <T extends HTMLElement>(element: T): T => {
    document.body.append(element);
    added.push(element);
    return element;
  };
  const box = () => add(document.createElement('div'));

  afterEach(() => {
    applyTheme('page');
    document.adoptedStyleSheets = sheets;
    for (const element of added.splice(0)) element.remove();
  });

  it('reaches all of the page, and leaves it again', () => {
    applyTheme('page', { [brand]: 'rgb(1, 2, 3)', '--portal-radius': '2px' });
    expect(of(box())).to.equal('rgb(1, 2, 3)');
    expect(of(box(), '--portal-radius')).to.equal('2px');
    applyTheme('page', { [brand]: 'rgb(4, 5, 6)' });
    expect(of(page)).to.equal('rgb(4, 5, 6)');
    expect(of(page, '--portal-radius'), 'what is no longer part of it').to.equal('');
    applyTheme('page');
    expect(of(page)).to.equal('');
    expect(document.adoptedStyleSheets).to.have.length(sheets.length);
  });

  it('gives way to what the page sets itself, whatever comes first', () => {
    const own = new CSSStyleSheet();
    own.replaceSync(`:root { ${brand}: rgb(9, 9, 9) }`);
    document.adoptedStyleSheets = [own];
    applyTheme('page', { [brand]: 'rgb(1, 2, 3)', '--portal-radius': '2px' });
    expect(of(page)).to.equal('rgb(9, 9, 9)');
    expect(of(page, '--portal-radius')).to.equal('2px');
    expect(document.adoptedStyleSheets, 'the page’s own sheets stay').to.include(own);
  });

  it('of two portals is the later one’s, until that is gone', () => {
    const [one, two] = [{}, {}];
    applyTheme('page', { [brand]: 'rgb(1, 1, 1)', '--portal-radius': '1px' }, one);
    applyTheme('page', { [brand]: 'rgb(2, 2, 2)' }, two);
    expect(of(page)).to.equal('rgb(2, 2, 2)');
    expect(of(page, '--portal-radius')).to.equal('1px');
    applyTheme('page', undefined, two);
    expect(of(page)).to.equal('rgb(1, 1, 1)');
    applyTheme('page', undefined, one);
    expect(of(page)).to.equal('');
  });

  it('is put on one element alone, whose own styles stay', () => {
    const element = box();
    element.style.setProperty('color', 'red');
    element.style.setProperty('--portal-space', '5px');
    applyTheme(element, { [brand]: 'rgb(1, 2, 3)' });
    expect(of(element)).to.equal('rgb(1, 2, 3)');
    expect(of(page)).to.equal('');
    applyTheme(element);
    expect(element.getAttribute('style')).to.equal('color: red; --portal-space: 5px;');
  });

  for (const [name, value] of [
    ['color', 'red'],
    ['--site-color', 'red'],
    ['--portal-', 'red'],
    ['--PORTAL-color-brand', 'red'],
    ['--portal-color-brand}', 'red'],
    [brand, 'red; --portal-radius: 9px'],
    [brand, 'red } body { display: none'],
    [brand, 'url(https://elsewhere.example/pixel)'],
    [brand, 'URL ("https://elsewhere.example/pixel")'],
    [brand, 'u\\72l(https://elsewhere.example/pixel)'],
    [brand, '-webkit-image-set("https://elsewhere.example/pixel" 1x)'],
    [brand, 'image-set("https://elsewhere.example/pixel" 1x)'],
    [brand, 'src("https://elsewhere.example/pixel")'],
    [brand, 7 as unknown as string],
    [brand, null as unknown as string],
  ] as const)
    it(`takes no ${name}: ${value}`, () => {
      const element = box();
      applyTheme(element, { [name]: value, '--portal-space': '6px' });
      expect(element.getAttribute('style')).to.equal('--portal-space: 6px;');
    });

  for (const value of ['#0b7a53', 'light-dark(#fff, #10131a)', "'Curl', sans-serif", 'calc(2px + 1em)'])
    it(`takes ${value}`, () => {
      const element = box();
      applyTheme(element, { [brand]: value });
      expect(of(element)).to.equal(value);
    });

  it('is put on where the page forbids all but its own scripts and sheets', async () => {
    const frame = document.createElement('iframe');
    const told = new Promise<DOMStringMap>((resolve) =>
      addEventListener('theme-told', () => resolve(frame.contentDocument!.documentElement.dataset), {
        once: true,
      }),
    );
    const policy = `default-src 'none'; script-src ${location.origin}; style-src ${location.origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">
      <script type="module" src="${new URL('theme-under-policy.ts', import.meta.url).href}"></script>`;
    add(frame);
    expect({ ...(await told) }).to.deep.equal({ brand: 'rgb(1, 2, 3)', violations: '0' });
  });
});
