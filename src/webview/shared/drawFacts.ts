import type { ConversationLabels, Fact } from '../../protocol/conversation';
import { make } from './dom';
import { drawAddress, drawMoment, type OpenAddress } from './drawEvent';

/** Terms and what stands for them, for a `dl`. */
export function drawFacts(
  facts: readonly Fact[],
  labels: ConversationLabels,
  open: OpenAddress,
): readonly HTMLElement[] {
  return facts.flatMap((fact) => [
    make('dt', { text: fact.label, attributes: { dir: 'auto' } }),
    make('dd', { children: valuesOf(fact, labels, open) }),
  ]);
}

function valuesOf({ texts, moment, openable }: Fact, labels: ConversationLabels, open: OpenAddress): Node[] {
  if (moment) return [drawMoment(moment)];
  return texts.map((text) =>
    openable === true
      ? drawAddress(text, true, labels, open)
      : make('span', { className: 'value', text, attributes: { dir: 'auto' } }),
  );
}
