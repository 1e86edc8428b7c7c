import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { browserShelf } from '../shared/shelf';
import { FormPage } from './formPage';
import { FormView } from './formView';

const editor = connectToEditor();
const view = new FormView(pageRoot(), {
  input: (field, value) => page.input(field, value),
  submit: () => void page.submit(),
  startOver: () => page.startOver(),
  retry: () => page.retry(),
});
const page = new FormPage({
  face: view,
  post: (message) => editor.postMessage(message),
  kept: editor.getState(),
  keep: (state) => editor.setState(state),
  shelf: browserShelf(),
  now: () => Date.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});

onHostMessage((message) => page.receive(message));
page.start();
