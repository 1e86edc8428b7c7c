// Bare subscribers of a team's stream, which only cost the server their share. Each notes how many messages it got.
import { answerRequests } from '../support/askedProcess';
import { BareSubscriber } from '../support/bareSubscriber';
import { endWithParent, notify } from '../support/children';
import type { TeamSpec } from '../support/teamAccess';

endWithParent();
const [, , spec = '', count = ''] = process.argv;
let received = 0;
for (let index = 0; index < Number(count); index += 1) {
  await BareSubscriber.open(JSON.parse(spec) as TeamSpec, () => (received += 1));
}
answerRequests(() => received);
notify({ ready: true });
