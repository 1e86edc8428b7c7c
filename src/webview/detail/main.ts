import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { DetailPage } from './detailPage';
import { DetailView } from './detailView';

const editor = connectToEditor();
const view = new DetailView(pageRoot(), {
  input: (field, value) => page.input(field, value),
  submit: (part) => void page.submit(part),
  discard: (part) => page.discard(part),
  refresh: () => page.refresh(),
  act: (command) => page.act(command),
  resolve: (choice) => page.resolve(choice),
  copy: () => void page.copy(),
  openAddress: (url) => void page.openAddress(url),
});
const page = new DetailPage({
  face: view,
  post: (message) => editor.postMessage(message),
  kept: editor.getState(),
  keep: (state) => editor.setState(state),
  now: () => Date.now(),
  later,
});

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

onHostMessage((message) => page.receive(message));
for (const moment of ['blur', 'pagehide', 'beforeunload']) {
  window.addEventListener(moment, () => page.flush());
}
document.addEventListener('visibilitychange', () => page.flush());
document.addEventListener('focusout', () => page.flush());
let cancelScroll: (() => void) | undefined;
document.addEventListener(
  'scroll',
  () => {
    cancelScroll?.();
    cancelScroll = later(() => page.scrolled(window.scrollY), 200);
  },
  { passive: true },
);
page.start();
