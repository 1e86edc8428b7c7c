import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { ChatPage } from './chatPage';
import { ChatView } from './chatView';

const editor = connectToEditor();
const view = new ChatView(pageRoot(), {
  copy: () => void page.copy(),
  openAddress: (url) => void page.openAddress(url),
});
const page = new ChatPage({
  face: view,
  post: (message) => editor.postMessage(message),
  kept: editor.getState(),
  keep: (state) => editor.setState(state),
});

onHostMessage((message) => page.receive(message));
let scrolling: number | undefined;
document.addEventListener(
  'scroll',
  () => {
    window.clearTimeout(scrolling);
    scrolling = window.setTimeout(() => page.scrolled(window.scrollY), 200);
  },
  { passive: true },
);
page.start();
