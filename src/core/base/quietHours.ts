const spanFormat = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * End of the quiet hours that contain a time, also over midnight; `undefined` if none do.
 * @param hours start and end in local time: `22:00-07:00`. Any other text, or an empty span, means no quiet hours.
 * @param now in epoch milliseconds
 * @returns epoch milliseconds
 */
export function quietHoursEnd(hours: string, now: number): number | undefined {
  const [from, to] = minutesOf(hours);
  if (from === undefined || to === undefined || from === to) return undefined;
  const time = new Date(now);
  const minute = time.getHours() * 60 + time.getMinutes();
  const isDoNotDisturb = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isDoNotDisturb) return undefined;
  // By calendar rather than by adding minutes, because of daylight saving time.
  const day = time.getDate() + (minute < to ? 0 : 1);
  return new Date(time.getFullYear(), time.getMonth(), day, Math.floor(to / 60), to % 60).getTime();
}

/**
 * The next start or end of quiet hours; `undefined` if there are none.
 * @param hours as for `quietHoursEnd`
 * @param now in epoch milliseconds
 * @returns epoch milliseconds
 */
export function quietHoursChange(hours: string, now: number): number | undefined {
  const end = quietHoursEnd(hours, now);
  if (end !== undefined) return end;
  const [from, to] = minutesOf(hours);
  if (from === undefined || from === to) return undefined;
  const time = new Date(now);
  const hasStarted = time.getHours() * 60 + time.getMinutes() >= from;
  const day = time.getDate() + (hasStarted ? 1 : 0);
  return new Date(time.getFullYear(), time.getMonth(), day, Math.floor(from / 60), from % 60).getTime();
}

function minutesOf(hours: string): readonly (number | undefined)[] {
  const parts = spanFormat.exec(hours.trim());
  if (!parts) return [];
  const [, fromHour, fromMinute, toHour, toMinute] = parts.map(Number);
  return [inMinutes(fromHour, fromMinute), inMinutes(toHour, toMinute)];
}

function inMinutes(hour = 0, minute = 0): number {
  return hour * 60 + minute;
}
