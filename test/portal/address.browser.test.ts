import { expect, oneEvent } from '@open-wc/testing';
import { fillLink } from '../../src/portal/links.ts';
import { readUrlState, writeUrlState } from '../../src/portal/url-state.ts';

describe('links', () => {
  it('get their ids, encoded', () => {
    expect(fillLink('/help/ticket?id={id}', 'a b/c&d?e#f')).to.equal('/help/ticket?id=a%20b%2Fc%26d%3Fe%23f');
    expect(fillLink('#/tickets/{id}', '1')).to.equal('#/tickets/1');
    expect(fillLink('https://help.example/{id}/{id}', 'x')).to.equal('https://help.example/x/x');
    expect(fillLink('/plain')).to.equal('/plain');
    expect(fillLink(undefined, '1')).to.be.undefined;
    expect(fillLink('')).to.be.undefined;
  });

  for (const template of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JavaScript:alert({id})',
    'java\nscript:alert(1)',
    'data:text/html,<script>1</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x/y',
    'http://[',
  ])
    it(`are dropped when they are ${JSON.stringify(template)}`, () => {
      expect(fillLink(template, '1')).to.be.undefined;
    });

  it('cannot be turned by an id', () => {
    expect(new URL(fillLink('{id}', 'javascript:alert(1)') ?? '', location.href).protocol).to.equal('http:');
    expect(fillLink('/t/{id}', '../../admin')).to.equal('/t/..%2F..%2Fadmin');
  });
});

describe('a view’s state in the address', () => {
  let before: string;
  beforeEach(() => {
    before = location.href;
  });
  afterEach(() => history.replaceState(null, '', before));

  it('stands in the query string, beside what is not ours', () => {
    history.replaceState({ theirs: 1 }, '', '?page=2#part');
    writeUrlState('query', { q: 'a&b', state: 'open' });
    expect(location.search).to.equal('?page=2&q=a%26b&state=open');
    expect(location.hash).to.equal('#part');
    expect(history.state).to.eql({ theirs: 1 });
    expect(readUrlState('query').get('q')).to.equal('a&b');
    writeUrlState('query', { q: undefined, state: '' });
    expect(location.search).to.equal('?page=2');
  });

  it('stands behind the route with hash routing', () => {
    history.replaceState(null, '', '?page=2#/tickets?x=1');
    writeUrlState('hash', { q: 'a?b#c' });
    expect(location.search).to.equal('?page=2');
    expect(location.hash.startsWith('#/tickets?x=1&q=')).to.be.true;
    expect(readUrlState('hash').get('q')).to.equal('a?b#c');
    writeUrlState('hash', { q: undefined, x: undefined });
    expect(location.hash).to.equal('#/tickets');
  });

  it('takes no anchor of the page for a route', () => {
    history.replaceState(null, '', '#part?q=1');
    expect([...readUrlState('hash')]).to.be.empty;
    writeUrlState('hash', { q: '2' });
    expect(location.hash).to.equal('#/?q=2');
  });

  it('is a step of the history when it shall be', async () => {
    writeUrlState('query', { q: '1' });
    writeUrlState('query', { q: '2' }, { push: true });
    writeUrlState('query', { q: '3' }, { state: { rows: 5 } });
    expect(history.state).to.eql({ rows: 5 });
    // Not by the history's length, which browsers cap.
    const moved = oneEvent(window, 'popstate');
    history.back();
    await moved;
    expect(readUrlState('query').get('q')).to.equal('1');
  });
});
