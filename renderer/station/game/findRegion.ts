import { type Place, type Region, regionCode } from '../../../protocol/pointer';

/** The code of the region a place lies in, the first of several; null outside of all. A left and upper edge belongs to its region. */
export function findRegion(regions: Readonly<Record<string, Region>>, [x, y]: Place): string | null {
  const found = Object.entries(regions).find(
    ([, region]) => isWithin(x, region.x, region.w) && isWithin(y, region.y, region.h),
  );
  return found ? regionCode(found[0]) : null;
}

/** The last edge of the canvas belongs to what touches it: there is nothing beyond. */
const isWithin = (value: number, from: number, length: number): boolean =>
  value >= from && (value < from + length || (value === 1 && from + length >= 1));
