import { InvalidArgumentError } from 'commander';

/** A whole number in a range, as an option's value. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** Some of a closed list, separated by commas. */
export function someOf<T extends string>(all: readonly T[]): (text: string) => T[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !all.some((one) => one === name));
    if (unknown !== undefined)
      throw new InvalidArgumentError(`There is no ${JSON.stringify(unknown)}. There are: ${all.join(', ')}.`);
    return all.filter((one) => names.includes(one));
  };
}

/** A day of the calendar, YYYY-MM-DD, as an option's value. */
export function calendarDay(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  // 30 February parses in some places and comes back as a day of March.
  if (isDay && new Date(text).toISOString().slice(0, 10) === text) return text;
  throw new InvalidArgumentError('Expected a day like 2026-01-31.');
}
