import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage, onScrolled } from '../shared/editor';
import { ChatPage } from './chatPage';
import { ChatView } from './chatView';

const view = new ChatView(pageRoot(), {
  copy: () => void page.copy(),
  openAddress: (url) => void page.openAddress(url),
});
const page = new ChatPage({ face: view, ...connectToEditor() });

onHostMessage((message) => page.receive(message));
onScrolled((to) => page.scrolled(to));
page.start();
