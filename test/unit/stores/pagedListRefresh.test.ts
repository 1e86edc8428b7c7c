import assert from 'node:assert/strict';
import { PagedListFixture, pageOf } from './support/pagedListFixture';

describe('a refresh of PagedList', () => {
  let letters: PagedListFixture;
  let list: PagedListFixture['list'];
  let source: PagedListFixture['source'];

  beforeEach(() => {
    letters = new PagedListFixture();
    ({ list, source } = letters);
  });
  afterEach(() => list.dispose());

  it('keeps older pages and their cursor if nothing changed', async () => {
    await letters.loaded('abcdefghi', 2);
    await letters.refreshed('abcdefghi');
    assert.equal(letters.shown, 'abcdef');
    assert.equal(list.state.next, '3');
  });

  it('replaces a row by its newer version', async () => {
    await letters.loaded('abcdef', 2);
    const done = list.refresh();
    const page = pageOf('abcdef', 1);
    await (await source.last()).answer({ ...page, rows: [{ id: 'a', text: 'new' }, ...page.rows.slice(1)] });
    await done;
    assert.deepEqual(list.state.rows[0], { id: 'a', text: 'new' });
    assert.equal(list.state.rows.length, 6);
  });

  it('inserts new rows at the top and keeps the rows below', async () => {
    await letters.loaded('abcdefghi', 2);
    await letters.refreshed('xabcdefghi');
    assert.equal(letters.shown, 'xabcdef');
  });

  it('moves a changed row of an older page to the top and keeps those between', async () => {
    await letters.loaded('abcdefghi', 3);
    await letters.refreshed('habcdefgi');
    assert.equal(letters.shown, 'habcdefgi');
    assert.equal(list.state.next, undefined);
  });

  it('drops older pages that no longer follow the first', async () => {
    await letters.loaded('abcdef', 2);
    await letters.refreshed('uvwxyzabcdef');
    assert.equal(letters.shown, 'uvw');
    assert.equal(list.state.next, '2');
  });

  it('drops older pages if the last row of the first page was far below', async () => {
    await letters.loaded('abcdefghi', 3);
    await letters.refreshed('xyhabcdefgi');
    assert.equal(letters.shown, 'xyh');
    assert.equal(list.state.next, '2');
  });

  it('drops a row that was removed from the first page', async () => {
    await letters.loaded('abcdefghi', 2);
    await letters.refreshed('acdefghi');
    assert.ok(!letters.shown.includes('b'));
    assert.equal(list.state.total, 8);
    assert.equal(letters.shown, 'acdefghi'.slice(0, letters.shown.length));
  });

  it('drops a row that was removed from an older page', async () => {
    await letters.loaded('abcdef', 2);
    await letters.refreshed('abcdf');
    assert.equal(letters.shown, 'abc');
    assert.equal(list.state.next, '2');
  });

  it('drops a row that was removed from an older page while another was added', async () => {
    await letters.loaded('abcdef', 2);
    await letters.refreshed('xabcdf');
    assert.equal(letters.shown, 'xab');
    assert.equal(list.state.next, '2');
  });

  it('empties the list if no row is left', async () => {
    await letters.loaded('abcdef', 2);
    await letters.refreshed('');
    assert.equal(letters.shown, '');
    assert.equal(list.state.total, 0);
    assert.equal(list.state.next, undefined);
  });
});
