#!/usr/bin/env bash
# @livechat/promise-utils 1.0.1.
#
# Behaviour: promiseQueue() runs its tasks one after the other, until flush() is called while one is running.
#  - The running task is rejected with the reason of the flush, like the waiting ones, but goes on to its end. Its
#    result is lost: what it sent counts as not sent.
#  - The next task that is added starts at once, beside it. From then on two chains take tasks from the same queue, so
#    two run at a time until the queue was empty once.
# Also, racePromiseWithTimeout() of promiseTimeoutController() resolves to `null` when the time is over, which a promise
# that resolves to `null` cannot be told from, and promiseRetry() rejects without the error of any attempt.
# Expected: a task that was started is left to its end before the next one, and its promise tells how it ended.
#
# Output seen:
#   without a flush: at most 1 at a time; a resolved, b resolved, c resolved
#   flush while a runs: at most 2 at a time; a rejected: offline (it ended), b rejected: offline (not started), c resolved, d resolved, e resolved
#   in order: a+ c+ a- d+ c- e+ d- e-
#   time over: resolved to null
#   retries used up: Error "Maximum retries count (1) reached", cause undefined
#
# Why it matters here: messages to a customer are put into such a queue to keep their order, and a flush is what one
# does when the connection is lost. A message is then repeated that was sent, and later ones overtake each other. In the
# extension an action whose answer is lost is told to be of unknown outcome, and is not repeated
# (`src/core/actions/lostAnswer.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/promise-utils@1.0.1 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { promiseQueue, promiseRetry, promiseTimeoutController } = require('@livechat/promise-utils');

async function tryQueue(use) {
  const queue = promiseQueue();
  const order = [];
  let running = 0;
  let most = 0;
  const results = [];
  const add = (name) => {
    const task = async () => {
      order.push(`${name}+`);
      most = Math.max(most, ++running);
      await sleep(200);
      running--;
      order.push(`${name}-`);
    };
    results.push(
      queue.add(task).then(
        () => `${name} resolved`,
        async ({ message }) => {
          await sleep(1500);
          const state = order.includes(`${name}-`) ? 'it ended' : 'not started';
          return `${name} rejected: ${message} (${state})`;
        },
      ),
    );
  };
  await use(add, queue);
  const said = (await Promise.all(results)).join(', ');
  return [`at most ${most} at a time; ${said}`, order.join(' ')];
}

(async () => {
  const lines = [];
  const [plain] = await tryQueue(async (add) => ['a', 'b', 'c'].forEach(add));
  lines.push(`without a flush: ${plain}`);
  const [flushed, order] = await tryQueue(async (add, queue) => {
    ['a', 'b'].forEach(add);
    await sleep(50);
    queue.flush(new Error('offline'));
    await sleep(50);
    ['c', 'd', 'e'].forEach(add);
  });
  lines.push(`flush while a runs: ${flushed}`, `in order: ${order}`);
  const late = await promiseTimeoutController().racePromiseWithTimeout(sleep(200, 'done'), 50);
  lines.push(`time over: resolved to ${late}`);
  const error = await promiseRetry(() => Promise.reject(new Error('401')), { retriesCount: 1, minTime: 1 }).catch((error) => error);
  lines.push(`retries used up: ${error.name} "${error.message}", cause ${error.cause}`);
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'without a flush: at most 1 at a time; a resolved, b resolved, c resolved',
    'flush while a runs: at most 2 at a time; a rejected: offline (it ended), b rejected: offline (not started), c resolved, d resolved, e resolved',
    'in order: a+ c+ a- d+ c- e+ d- e-',
    'time over: resolved to null',
    'retries used up: Error "Maximum retries count (1) reached", cause undefined',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
