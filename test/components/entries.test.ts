import { expect, fixtureSync, html } from '@open-wc/testing';
import { alice, backendWith, until, words } from './portal-helpers.ts';

const tags = [
  'portal-app',
  'portal-login',
  'portal-nav',
  'portal-provider',
  'portal-sessions',
  'ticket-detail',
  'ticket-form',
  'ticket-list',
] as const;

describe('the entries of the package', () => {
  it('give classes without registering anything, then register all of them once', async () => {
    const library = await import('../../src/index.ts');
    for (const tag of tags) expect(customElements.get(tag), tag).to.be.undefined;
    const classes = [
      library.PortalApp,
      library.PortalLogin,
      library.PortalNav,
      library.PortalProvider,
      library.PortalSessions,
      library.TicketDetail,
      library.TicketForm,
      library.TicketList,
    ];
    const cdn = await import('../../src/cdn.ts');
    expect(tags.map((tag) => customElements.get(tag))).to.eql(classes);
    expect(Object.keys(cdn)).to.have.members(['PortalError', 'configurePortal', 'gatewayAdapter']);
  });

  it('wire a page whose elements were there before any script', async () => {
    const place = fixtureSync(html`<div></div>`);
    place.innerHTML = '<portal-nav></portal-nav>';
    await import('../../src/define.ts');
    const { configurePortal } = await import('../../src/index.ts');
    const nav = place.querySelector('portal-nav')!;
    configurePortal({ adapter: backendWith({ name: 'First' }).adapter({ signedInAs: alice }) });
    await until(() => words(nav).includes('First'));
    configurePortal({ adapter: backendWith({ name: 'Second' }).adapter({ signedInAs: alice }) });
    await until(() => words(nav).includes('Second'));
  });

  it('leave a name alone that is taken', async () => {
    const { define } = await import('../../src/components/base/define.ts');
    class First extends HTMLElement {}
    define('portal-taken', First);
    define('portal-taken', class extends HTMLElement {});
    expect(customElements.get('portal-taken')).to.equal(First);
  });
});
