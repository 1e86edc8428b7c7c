import assert from 'node:assert/strict';
import {
  beginMessage,
  isAboutOther,
  severalMessages,
  type FirstMessages,
} from '../../../src/protocol/messages';
import { servePages, type EditorPorts } from '../../../src/webview/shared/servePages';

function serve(kept?: unknown, first?: FirstMessages) {
  const posted: unknown[] = [];
  const keeps: unknown[] = [];
  const opened: { readonly ports: EditorPorts; readonly received: unknown[]; scrolledTo?: number }[] = [];
  let scrolls = 0;
  const open = (ports: EditorPorts) => {
    const page = { ports, received: [] as unknown[] };
    opened.push(page);
    return {
      start: (shown?: string) => ports.post({ kind: 'command', name: 'ready', ...(shown && { shown }) }),
      receive: (message: unknown) => page.received.push(message),
      scrolled: (to: number) => Object.assign(page, { scrolledTo: to }),
    };
  };
  const ports: EditorPorts = {
    post: (message) => posted.push(message),
    kept,
    keep: (state) => keeps.push(state),
  };
  const pages = servePages(ports, open, () => (scrolls += 1), first);
  return { pages, posted, opened, keeps, scrolls: () => scrolls };
}

describe('the pages of one panel', () => {
  it('start with what the panel kept, and pass messages on', () => {
    const { pages, posted, opened } = serve({ key: 'a' });
    assert.deepEqual(opened[0]?.ports.kept, { key: 'a' });
    assert.deepEqual(posted, [{ kind: 'command', name: 'ready', subject: undefined }]);
    pages.receive({ kind: 'notification', name: 'show' });
    pages.scrolled(40);
    assert.deepEqual(opened[0].received, [{ kind: 'notification', name: 'show' }]);
    assert.equal(opened[0].scrolledTo, 40);
  });

  it('keep the page when its subject is named, and replace it for another one, at the top', () => {
    const { pages, opened, scrolls } = serve({ key: 'a' });
    pages.receive(beginMessage({ subject: 'a', isOther: false }));
    assert.deepEqual([opened.length, scrolls()], [1, 0]);
    pages.receive(beginMessage({ subject: 'b', isOther: true }));
    pages.receive('news');
    assert.deepEqual([opened.length, scrolls()], [2, 1]);
    assert.equal(opened[1]?.ports.kept, undefined);
    assert.deepEqual([opened[0]?.received, opened[1]?.received], [[], ['news']]);
  });

  it('take several messages at once, in order', () => {
    const { pages, opened } = serve({ key: 'a' });
    pages.receive(severalMessages([beginMessage({ subject: 'b', isOther: true }), 'state', 'conversation']));
    assert.deepEqual(opened[1]?.received, ['state', 'conversation']);
  });

  const first = { id: '1', messages: [beginMessage({ subject: 'a', isOther: false }), 'state'] };

  it('show at once what they were loaded with, and report it', () => {
    const { posted, opened } = serve(undefined, first);
    assert.deepEqual(opened[0]?.received, ['state']);
    assert.deepEqual(posted, [{ kind: 'command', name: 'ready', shown: 'a', subject: 'a' }]);
  });

  it('do not show it again after they were unloaded, when it may be old', () => {
    const { opened, keeps } = serve(undefined, first);
    opened[0]?.ports.keep({ key: 'a' });
    const again = serve(keeps[0], first);
    assert.deepEqual(again.opened[0]?.received, []);
    assert.deepEqual(again.posted, [{ kind: 'command', name: 'ready', subject: undefined }]);
    assert.deepEqual(serve(keeps[0], { ...first, id: '2' }).opened[0]?.received, ['state']);
  });

  it('report what they were loaded with to the host of another subject, too', () => {
    const { posted } = serve(undefined, first);
    assert.equal(isAboutOther(posted[0], 'b'), false);
  });

  it('mark what a page posts late, so that the next host ignores it', () => {
    const { pages, posted, opened } = serve();
    pages.receive(beginMessage({ subject: 'a', isOther: false }));
    pages.receive(beginMessage({ subject: 'b', isOther: true }));
    opened[0]?.ports.post({ kind: 'request', name: 'draft', id: 1 });
    opened[1]?.ports.post({ kind: 'request', name: 'draft', id: 1 });
    const [ready, late, own] = posted;
    assert.deepEqual(
      [ready, late, own].map((message) => isAboutOther(message, 'b')),
      [false, true, false],
    );
  });
});
