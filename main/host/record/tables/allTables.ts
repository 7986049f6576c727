import type { ExportTable } from '../../../../protocol/journal';
import { answers } from './answers';
import { episodes } from './episodes';
import { events } from './events';
import { inputs } from './inputs';
import { operator } from './operator';
import { pageTimes } from './pageTimes';
import { participants } from './participants';
import { policies } from './policies';
import type { Table } from './Table';
import { ticks } from './ticks';
import { timing } from './timing';

/** Every table of an export by its name, in the order in which they are written. */
export const allTables: Readonly<Record<ExportTable, Table>> = {
  participants,
  answers,
  page_times: pageTimes,
  events,
  episodes,
  ticks,
  inputs,
  policies,
  timing,
  operator,
};
