#!/usr/bin/env bash
# @livechat/data-utils 1.0.5.
#
# Behaviour: helpers of LiveChat's own toolkit, which its SDKs use, change values that they do not mention.
#  - deepMapKeys(), which is there to rename the keys of an answer, takes the elements of every array for objects: a tag
#    becomes an object with one key per letter, a number or a date becomes {}.
#  - merge() merges arrays by position: two tags of three stay although the newer object has one tag. deepMerge()
#    replaces arrays. merge() with an empty object is the first object itself, no copy.
#  - cloneDeep() makes {} of a Date and of a Map, and mapKeys() makes properties that cannot be assigned.
#  - dropRight(0, list) is empty and takeLast(0, list) is the whole list, as 0 is taken for -0.
# Expected: what the names say, and what lodash does: arrays of texts stay, a clone equals its original.
#
# Output seen:
#   deepMapKeys of {"tag_names":["vip"],"group_ids":[3,7]}: {"tagNames":[{"0":"v","1":"i","2":"p"}],"groupIds":[{},{}]}
#   merge of tags urgent refund vip with solved: solved refund vip; deepMerge: solved
#   merge with {}: the same object
#   cloneDeep of a date: {}, of a map: {}
#   mapKeys, then assigned: Cannot assign to read only property 'contentType'
#   without the last 0 of 3: 0 left; the last 0 of 3: 3
#
# Why it matters here: answers of the Agent Chat API have such lists (`group_ids`, `tags`, `user_ids`), and the obvious
# way to read them in camel case destroys them without an error. The extension has a decoder per answer
# (`src/core/api/decode.ts`) and merges no objects of the API.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/data-utils@1.0.5 >/dev/null

cat >check.cjs <<'JS'
'use strict';
const assert = require('node:assert/strict');
const utils = require('@livechat/data-utils');

const answer = { tag_names: ['vip'], group_ids: [3, 7] };
const old = { tags: ['urgent', 'refund', 'vip'] };
const assigned = () => {
  const headers = utils.mapKeys(utils.camelCase, { 'content-type': 'text/plain' });
  try {
    headers.contentType = 'text/html';
    return headers.contentType;
  } catch ({ message }) {
    return message.replace(/ of object.*/, '');
  }
};
const lines = [
  `deepMapKeys of ${JSON.stringify(answer)}: ${JSON.stringify(utils.deepMapKeys(utils.camelCase, answer))}`,
  `merge of tags ${old.tags.join(' ')} with solved: ${utils.merge(old, { tags: ['solved'] }).tags.join(' ')}; deepMerge: ${utils.deepMerge({ ...old }, { tags: ['solved'] }).tags.join(' ')}`,
  `merge with {}: ${utils.merge(old, {}) === old ? 'the same object' : 'a copy'}`,
  `cloneDeep of a date: ${JSON.stringify(utils.cloneDeep(new Date(0)))}, of a map: ${JSON.stringify(utils.cloneDeep(new Map([['a', 1]])))}`,
  `mapKeys, then assigned: ${assigned()}`,
  `without the last 0 of 3: ${utils.dropRight(0, [1, 2, 3]).length} left; the last 0 of 3: ${utils.takeLast(0, [1, 2, 3]).length}`,
];
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'deepMapKeys of {"tag_names":["vip"],"group_ids":[3,7]}: {"tagNames":[{"0":"v","1":"i","2":"p"}],"groupIds":[{},{}]}',
  'merge of tags urgent refund vip with solved: solved refund vip; deepMerge: solved',
  'merge with {}: the same object',
  'cloneDeep of a date: {}, of a map: {}',
  "mapKeys, then assigned: Cannot assign to read only property 'contentType'",
  'without the last 0 of 3: 0 left; the last 0 of 3: 3',
]);
JS

timeout --foreground 30 node check.cjs
