import { pageRoot } from '../shared/dom';
import { browserEnvironment } from '../shared/draftSync';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { FormPage } from './formPage';
import { FormView } from './formView';

const view = new FormView(pageRoot(), {
  input: (field, value) => page.input(field, value),
  submit: () => void page.submit(),
  startOver: () => page.startOver(),
  retry: () => page.retry(),
  reveal: () => page.reveal(),
});
const page = new FormPage({ face: view, ...connectToEditor(), ...browserEnvironment() });

onHostMessage((message) => page.receive(message));
page.start();
