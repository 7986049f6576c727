import type { ExportLayout } from '../../../../protocol/journal';
import { bids } from './bids';
import { cubicle } from './cubicle';
import { fromFixed } from './fromFixed';
import type { Layout } from './Layout';
import { mug } from './mug';
import { otree } from './otree';
import { psychDs } from './psychDs';

/** Every layout of an export by its name. A new one is a module here, and its name and words in the protocol. */
export const allLayouts: Readonly<Record<ExportLayout, Layout>> = {
  cubicle,
  mug: fromFixed('mug', mug),
  otree: fromFixed('otree', otree),
  bids: fromFixed('bids', bids),
  'psych-ds': fromFixed('psych-ds', psychDs),
};
