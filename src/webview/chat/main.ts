import { pageRoot } from '../shared/dom';
import { browserEnvironment } from '../shared/draftSync';
import { connectToEditor, onHostMessage, onScrolled } from '../shared/editor';
import { ChatPage } from './chatPage';
import { ChatView } from './chatView';

const view = new ChatView(pageRoot(), {
  copy: () => void page.copy(),
  openAddress: (url) => void page.openAddress(url),
  act: (action) => page.act(action),
  retry: (key) => page.retry(key),
  takeBack: (key) => page.takeBack(key),
  input: (field, value) => page.input(field, value),
  submit: () => void page.submit(),
  pickFile: () => page.pickFile(),
  paste: (file) => void page.paste(file),
});
const page = new ChatPage({
  face: view,
  newId: () => crypto.randomUUID(),
  ...connectToEditor(),
  ...browserEnvironment(),
});

onHostMessage((message) => page.receive(message));
onScrolled((to) => page.scrolled(to));
page.start();
