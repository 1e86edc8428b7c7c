import { openCard } from '../card/openCard';
import { pageRoot } from '../shared/dom';
import { browserEnvironment } from '../shared/draftSync';
import { connectToEditor, embeddedMessages, onHostMessage, onScrolled } from '../shared/editor';
import { servePages, type EditorPorts, type ServedPage } from '../shared/servePages';
import { ChatPage } from './chatPage';
import { ChatView, type ChatEvents } from './chatView';

function openPage(ports: EditorPorts): ServedPage {
  const card = openCard(ports, (key) => view.reveal(key));
  const events: ChatEvents = {
    copy: () => void page.copy(),
    openAddress: (url) => void page.openAddress(url),
    act: (action) => page.act(action),
    retry: (key) => page.retry(key),
    takeBack: (key) => page.takeBack(key),
    input: (field, value) => page.input(field, value),
    submit: () => void page.submit(),
    sendLater: () => void page.sendLater(),
    endDelay: () => page.endDelay(),
    pickFile: () => page.pickFile(),
    paste: (file): Promise<void> => page.paste(file),
    drop: (uris): Promise<void> => page.drop(uris),
  };
  const view = new ChatView(pageRoot(), events, card.element);
  const newId = (): string => crypto.randomUUID();
  const page = new ChatPage({ face: view, newId, ...ports, ...browserEnvironment() });
  return card.beside(page);
}

const pages = servePages(connectToEditor(), openPage, () => window.scrollTo(0, 0), embeddedMessages());
onHostMessage((message) => pages.receive(message));
onScrolled((to) => pages.scrolled(to));
