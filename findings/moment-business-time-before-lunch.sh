#!/usr/bin/env bash
# moment-business-time 2.0.0 (with moment 2.31.0); dayjs-business-time 1.0.4 as the control.
#
# Behaviour: with a break in the working hours of a day, for which the documentation has an example, workingDiff() is
# too short by the length of the afternoon whenever the later time is before the break: the afternoon counts with a
# negative length. An hour in the morning is then minus 60 minutes. Times that end after the break, and days without
# one, are right, and so is addWorkingTime(), so that the time to a deadline and the time used until then do not add up.
# Expected: 60, as dayjs-business-time says with the same hours.
#
# Output seen, with 9:00 to 12:00 and 13:00 to 17:00 from Monday to Friday:
#   Mon 10:00 to Mon 11:00: -60 minutes; control: 60
#   Mon 10:00 to Tue 10:00: 240 minutes; control: 420
#   Fri 18:02 to Mon 09:37: -166 minutes; control: 37
#   Mon 11:00 to Mon 14:00: 120 minutes; control: 120
#   without a break, Mon 10:00 to Mon 11:00: 60 minutes; control: 60
#   Mon 10:00 and 60 minutes more: Mon 11:00
#
# Why it matters here: the time to the first answer of a ticket is measured in the hours in which somebody is there, and
# most answers to what came overnight are given in the morning. Each of them makes an average look better than it is.
# The extension measures no times in working hours; a report that does must be checked against a plain count of minutes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact moment-business-time@2.0.0 dayjs-business-time@1.0.4 dayjs@1.11.23 moment@2.31.0 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const dayjs = require('dayjs');
const moment = require('moment-business-time');
dayjs.extend(require('dayjs-business-time'));

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
/** The same hours for both libraries, from Monday to Friday. */
function setHours(...times) {
  const workinghours = Object.fromEntries(names.map((_, day) => [day, day % 6 === 0 ? null : times]));
  moment.updateLocale('en', { workinghours });
  const spans = [];
  for (let i = 0; i < times.length; i += 2) spans.push({ start: times[i], end: times[i + 1] });
  dayjs.setBusinessTime(Object.fromEntries(names.map((name, day) => [name, day % 6 === 0 ? null : spans])));
}
const say = (time) => moment(time).format('ddd HH:mm');
function between(from, to) {
  const minutes = moment(to).workingDiff(moment(from), 'minutes');
  return `${say(from)} to ${say(to)}: ${minutes} minutes; control: ${dayjs(from).businessMinutesDiff(dayjs(to))}`;
}

setHours('09:00:00', '12:00:00', '13:00:00', '17:00:00');
const lines = [
  between('2026-03-23T10:00', '2026-03-23T11:00'),
  between('2026-03-23T10:00', '2026-03-24T10:00'),
  between('2026-03-20T18:02', '2026-03-23T09:37'),
  between('2026-03-23T11:00', '2026-03-23T14:00'),
];
const later = moment('2026-03-23T10:00').addWorkingTime(60, 'minutes');
setHours('09:00:00', '17:00:00');
lines.push(`without a break, ${between('2026-03-23T10:00', '2026-03-23T11:00')}`);
lines.push(`Mon 10:00 and 60 minutes more: ${say(later)}`);
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'Mon 10:00 to Mon 11:00: -60 minutes; control: 60',
  'Mon 10:00 to Tue 10:00: 240 minutes; control: 420',
  'Fri 18:02 to Mon 09:37: -166 minutes; control: 37',
  'Mon 11:00 to Mon 14:00: 120 minutes; control: 120',
  'without a break, Mon 10:00 to Mon 11:00: 60 minutes; control: 60',
  'Mon 10:00 and 60 minutes more: Mon 11:00',
]);
JS

timeout --foreground 30 node check.cjs
