import { expect, fixture, fixtureSync, html } from '@open-wc/testing';
import '../../src/components/portal-nav/define.ts';
import type { PortalNav } from '../../src/components/portal-nav/portal-nav.ts';
import '../../src/components/portal-provider/define.ts';
import type { PortalProvider } from '../../src/components/portal-provider/portal-provider.ts';
import { configurePortal } from '../../src/portal/configure.ts';
import { themeModule } from '../../src/portal/theme-module.ts';
import { alice, backendWith, part, until, words } from './portal-helpers.ts';

const adapterNamed = (name: string) => backendWith({ name }).adapter({ signedInAs: alice });
const navOf = (element: Element) => element.querySelector('portal-nav')!;
const names = (nav: PortalNav, name: string) => until(() => words(nav).includes(name), `${name} in the nav`);

describe('portal-provider', () => {
  // First of all: later on the page itself has a portal.
  it('is found by elements that were on the page before it, and were moved meanwhile', async () => {
    const early = document.createElement('portal-later-provider') as PortalProvider;
    early.adapter = adapterNamed('Late');
    early.innerHTML = '<portal-nav></portal-nav><p><portal-nav></portal-nav></p>';
    fixtureSync(html`<div></div>`).append(early);
    const [first, second] = early.querySelectorAll('portal-nav');
    early.append(first!);
    expect(words(first!)).to.equal('');
    const { PortalProvider: Provider } =
      await import('../../src/components/portal-provider/portal-provider.ts');
    customElements.define('portal-later-provider', class extends Provider {});
    await names(first!, 'Late');
    await names(second!, 'Late');
    expect(first!.portal).to.equal(early.portal);
  });

  it('wires the elements inside it, however deep, and shows nothing itself', async () => {
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapterNamed('Inside')}
        ><p>Text</p>
        <div><portal-nav></portal-nav></div
      ></portal-provider>`,
    );
    await names(navOf(element), 'Inside');
    expect(getComputedStyle(element).display).to.equal('contents');
    expect(element.querySelector('p')!.getBoundingClientRect().height).to.be.greaterThan(0);
    element.hidden = true;
    expect(element.querySelector('p')!.getBoundingClientRect().height).to.equal(0);
  });

  it('puts the owner’s look on the page before anything shows, and takes it off with the last element', async () => {
    const look = { '--portal-color-brand': 'rgb(1, 2, 3)' };
    const brand = () =>
      getComputedStyle(document.documentElement).getPropertyValue('--portal-color-brand').trim();
    const adapter = backendWith({ name: 'Green', theme: look }).adapter({ signedInAs: alice });
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapter}><portal-nav></portal-nav></portal-provider>`,
    );
    const portal = element.portal!;
    const seen: string[] = [];
    portal.settings.subscribe(() => seen.push(brand()));
    await names(navOf(element), 'Green');
    expect(seen).to.deep.equal(['rgb(1, 2, 3)']);
    portal.settings.set({ ...portal.settings.value!, theme: { '--portal-color-brand': 'rgb(4, 5, 6)' } });
    await until(() => brand() === 'rgb(4, 5, 6)', 'the new look');
    element.theme = false;
    await until(() => brand() === '', 'the page’s own look');
    element.theme = true;
    await until(() => brand() === 'rgb(4, 5, 6)', 'the look again');
    const nav = navOf(element);
    nav.remove();
    await until(() => brand() === '', 'the end of the portal');
    element.append(nav);
    await until(() => brand() === 'rgb(4, 5, 6)', 'its return');
  });

  it('leaves the look to the page where it is told to', async () => {
    const theme = { '--portal-color-brand': 'rgb(1, 2, 3)' };
    const adapter = backendWith({ name: 'Plain', theme }).adapter({ signedInAs: alice });
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapter} .theme=${false}><portal-nav></portal-nav></portal-provider>`,
    );
    await names(navOf(element), 'Plain');
    await themeModule.load();
    await element.portal!.restart();
    expect(getComputedStyle(document.documentElement).getPropertyValue('--portal-color-brand')).to.equal('');
  });

  it('asks the gateway it names', async () => {
    const asked: string[] = [];
    const real = window.fetch;
    window.fetch = (input) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return Promise.resolve(
        new Response(
          JSON.stringify({ settings: backendWith({ name: 'Far away' }).settings, session: null }),
          {
            headers: { 'content-type': 'application/json' },
          },
        ),
      );
    };
    try {
      const element = await fixture<PortalProvider>(
        html`<portal-provider gateway="https://help.example.com/"
          ><portal-nav></portal-nav
        ></portal-provider>`,
      );
      await names(navOf(element), 'Far away');
      expect(asked).to.eql(['https://help.example.com/api/start']);
    } finally {
      window.fetch = real;
    }
  });

  for (const address of ['http://[', 'javascript:alert(1)', 'ftp://help.example.com'])
    it(`says that nothing answers at ${address}`, async () => {
      const element = await fixture<PortalProvider>(
        html`<portal-provider gateway=${address}><portal-nav></portal-nav></portal-provider>`,
      );
      await until(() => part(navOf(element), 'error'));
      expect(part(navOf(element), 'error')).to.have.trimmed.text(
        'The support service does not answer at the moment.',
      );
      expect(element.portal?.failure.value?.message).to.contain('is not the address of a gateway');
    });

  it('gives the elements the links of its attributes, and follows their changes', async () => {
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapterNamed('Linked')} list-href="/a" form-href="/new"
        ><portal-nav></portal-nav
      ></portal-provider>`,
    );
    const nav = navOf(element);
    await until(() => part(nav, 'link'));
    expect(part(nav, 'link')).to.have.attribute('href', '/a');
    expect(part(nav, 'form-link')).to.have.attribute('href', '/new');
    element.setAttribute('list-href', '/b');
    await element.updateComplete;
    await nav.updateComplete;
    expect(part(nav, 'link')).to.have.attribute('href', '/b');
  });

  it('leaves links alone that a view has set meanwhile', async () => {
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapterNamed('x')} list-href="/a"></portal-provider>`,
    );
    const own = { list: '#/tickets' };
    element.portal!.links.set(own);
    element.requestUpdate();
    await element.updateComplete;
    expect(element.portal!.links.value).to.equal(own);
  });

  it('takes another adapter, and keeps its portal for the same one', async () => {
    const first = adapterNamed('First');
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${first}><portal-nav></portal-nav></portal-provider>`,
    );
    await names(navOf(element), 'First');
    const { portal } = element;
    element.adapter = { ...first };
    element.adapter = first;
    await element.updateComplete;
    expect(element.portal).to.equal(portal);
    element.adapter = adapterNamed('Second');
    await names(navOf(element), 'Second');
  });

  it('reigns before the page, and the page takes over where an element leaves it', async () => {
    configurePortal({ adapter: adapterNamed('The page') });
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapterNamed('The provider')}
        ><portal-nav></portal-nav
      ></portal-provider>`,
    );
    const nav = navOf(element);
    await names(nav, 'The provider');
    const outside = fixtureSync(html`<div></div>`);
    outside.append(nav);
    await names(nav, 'The page');
    element.append(nav);
    await names(nav, 'The provider');
    nav.adapter = adapterNamed('Its own');
    await names(nav, 'Its own');
  });

  it('works moved to another place, with what is inside it', async () => {
    const element = await fixture<PortalProvider>(
      html`<portal-provider .adapter=${adapterNamed('Moved')}><portal-nav></portal-nav></portal-provider>`,
    );
    await names(navOf(element), 'Moved');
    const other = fixtureSync(html`<section></section>`);
    other.append(element);
    await names(navOf(element), 'Moved');
    expect(navOf(element).portal).to.equal(element.portal);
  });

  it('takes a property that was set before it was upgraded', async () => {
    const early = document.createElement('portal-late-provider') as PortalProvider;
    early.adapter = adapterNamed('Early');
    early.innerHTML = '<portal-nav></portal-nav>';
    const parent = fixtureSync(html`<div></div>`);
    parent.append(early);
    const { PortalProvider: Provider } =
      await import('../../src/components/portal-provider/portal-provider.ts');
    customElements.define('portal-late-provider', class extends Provider {});
    await names(navOf(early), 'Early');
  });
});
