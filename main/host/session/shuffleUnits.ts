import { deriveSeed } from './deriveSeed';

/** Every order equally likely (Fisher and Yates), by a seed. */
export const shuffleUnits = <T>(units: readonly T[], seed: number): T[] => {
  const left = [...units];
  const order: T[] = [];
  while (left.length > 0) {
    const at = Math.floor((deriveSeed(seed, `unit/${order.length}`) / 2 ** 32) * left.length);
    order.push(...left.splice(at, 1));
  }
  return order;
};
