import type { Random } from '../../../data/random';

/** What a customer answers to an agent's message. The first pattern that matches decides. */
const REPLIES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /\b(order|pedido|bestell\w*|zam[oó]wieni\w*)\b.*\?/i,
    ['It is order {order}.', 'Order {order}, from last week.'],
  ],
  [/\b(e-?mail|address|endere[cç]o)\b.*\?/i, ['Please use the one I entered before the chat.']],
  [/\b(photo|picture|screenshot|foto)\b/i, ['I cannot take one right now. Is a description enough?']],
  [/\b(wait|moment|minute|momento)\b/i, ['Sure, take your time.', 'No problem, I will wait.']],
  [/\b(bye|goodbye|have a (nice|good)|tchau)\b/i, ['Thank you, bye!']],
  [/\?\s*$/, ['Yes, please.', 'Yes, that would help.', 'I am not sure. What would you suggest?']],
  [
    /^\s*(hi|hello|hey|ol[aá]|hallo|good (morning|afternoon))\b/i,
    ['Hello! Thanks for answering so quickly.'],
  ],
];
const OTHERWISE = ['I see, thank you.', 'That is good to know.', 'Alright.'];

/** A customer's answer to a message. @param order the number of the order that the chat is about */
export function replyTo(text: string, order: number, random: Random): string {
  const [, choices = OTHERWISE] = REPLIES.find(([pattern]) => pattern.test(text)) ?? [];
  return random.pick(choices).replaceAll('{order}', String(order));
}

/** What the next agent of a chat writes. */
export const GREETING = 'Hello, I have read the conversation and take care of it.';

/** What a customer writes at the end, and while no agent answers. */
export const FAREWELLS = [
  'Great, that was all. Thank you for your help!',
  'Perfect, thanks. Have a good day!',
];
export const REMINDERS = ['Are you still there?', 'Hello?'];
