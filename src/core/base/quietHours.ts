const span = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * When the quiet hours end in which a moment lies; `undefined` where it lies in none. They may go over midnight.
 * @param hours a time of day from which and one before which it is quiet, in local time: `22:00-07:00`. Whatever
 * is not of this form, and a span without length, names no hours.
 * @param now in milliseconds since 1970
 * @returns milliseconds since 1970
 */
export function quietHoursEnd(hours: string, now: number): number | undefined {
  const [from, to] = minutesOf(hours);
  if (from === undefined || to === undefined || from === to) return undefined;
  const time = new Date(now);
  const minute = time.getHours() * 60 + time.getMinutes();
  const isDoNotDisturb = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isDoNotDisturb) return undefined;
  // By the calendar and not by adding minutes, since a night can be an hour longer or shorter.
  const day = time.getDate() + (minute < to ? 0 : 1);
  return new Date(time.getFullYear(), time.getMonth(), day, Math.floor(to / 60), to % 60).getTime();
}

/**
 * When quiet hours begin or end next; `undefined` where none are named.
 * @param hours as for `quietHoursEnd`
 * @param now in milliseconds since 1970
 * @returns milliseconds since 1970
 */
export function quietHoursChange(hours: string, now: number): number | undefined {
  const end = quietHoursEnd(hours, now);
  if (end !== undefined) return end;
  const [from, to] = minutesOf(hours);
  if (from === undefined || from === to) return undefined;
  const time = new Date(now);
  const isOver = time.getHours() * 60 + time.getMinutes() >= from;
  const day = time.getDate() + (isOver ? 1 : 0);
  return new Date(time.getFullYear(), time.getMonth(), day, Math.floor(from / 60), from % 60).getTime();
}

function minutesOf(hours: string): readonly (number | undefined)[] {
  const parts = span.exec(hours.trim());
  if (!parts) return [];
  const [, fromHour, fromMinute, toHour, toMinute] = parts.map(Number);
  return [inMinutes(fromHour, fromMinute), inMinutes(toHour, toMinute)];
}

function inMinutes(hour = 0, minute = 0): number {
  return hour * 60 + minute;
}
