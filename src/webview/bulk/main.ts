import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { BulkPage } from './bulkPage';
import { BulkView } from './bulkView';

const view = new BulkView(pageRoot(), (action) => page.act(action));
const page = new BulkPage({ view, ...connectToEditor() });

onHostMessage((message) => page.receive(message));
page.start();
