import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { browserShelf } from '../shared/shelf';
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
  shelf: browserShelf(),
  now: () => Date.now(),
  later,
});

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

onHostMessage((message) => page.receive(message));
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
