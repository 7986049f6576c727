import type { Connection } from '../shared/connect';
import type { StationWire } from '../shared/wire';

export type StationConnection = Connection<StationWire>;
