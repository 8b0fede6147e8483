import { expect, oneEvent } from '@open-wc/testing';
import { noteArrival, takeArrival } from '../../src/portal/arrival.ts';
import { goTo } from '../../src/portal/go-to.ts';

const home = location.pathname + location.search;
const at = (hash: string) => history.replaceState({ kept: 1 }, '', home + hash);

describe('coming back from an identity provider', () => {
  afterEach(() => history.replaceState(null, '', home));

  it('hands over the code once, and gives the page its fragment back', () => {
    at(`#portico-code=a%2Bb&portico-hash=${encodeURIComponent('/tickets/42?message=7')}`);
    noteArrival();
    expect(location.hash).to.equal('#/tickets/42?message=7');
    expect(history.state).to.eql({ kept: 1 });
    expect(takeArrival()).to.eql({ code: 'a+b' });
    expect(takeArrival()).to.be.undefined;
  });

  it('leaves no fragment where there was none', () => {
    at('#portico-code=abc');
    expect(takeArrival()).to.eql({ code: 'abc' });
    expect(location.href).to.equal(new URL(home, location.href).href);
  });

  it('knows three refusals, and takes any other for a failure', () => {
    const told = ['denied', 'expired', 'failed', '<script>'].map((reason) => {
      at(`#portico-error=${encodeURIComponent(reason)}`);
      return takeArrival()?.refusal;
    });
    expect(told).to.eql(['denied', 'expired', 'failed', 'failed']);
  });

  it('leaves other fragments alone', () => {
    for (const hash of ['#/tickets', '#portico-codes=1', '#section', '#x&portico-code=1']) {
      at(hash);
      expect(takeArrival()).to.be.undefined;
      expect(location.hash).to.equal(hash);
    }
  });

  it('goes on to the wanted view without loading the page', async () => {
    at('#/sign-in');
    const moved = oneEvent(window, 'hashchange');
    goTo(`${home}#/tickets/42`);
    await moved;
    expect(location.hash).to.equal('#/tickets/42');
  });

  it('leads nowhere by what is no address of the web', () => {
    at('#/tickets');
    const before = location.href;
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'blob:x', before])
      goTo(address);
    expect(location.href).to.equal(before);
  });
});
