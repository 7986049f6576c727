import type {
  ConsoleAcks,
  ConsoleMessage,
  ConsolePayload,
  ConsolePushes,
  StationAcks,
  StationMessage,
  StationPayload,
  StationPushes,
} from '../../protocol/message';

/** The three message tables of one namespace: what may be sent, what each answer carries, what arrives unasked. */
export type Wire = {
  payloads: Record<string, object>;
  acks: Record<string, object>;
  pushes: Record<string, unknown>;
};

export type StationWire = {
  payloads: { [K in StationMessage]: StationPayload<K> };
  acks: { [K in StationMessage]: K extends keyof StationAcks ? StationAcks[K] : object };
  pushes: StationPushes;
};

export type ConsoleWire = {
  payloads: { [K in ConsoleMessage]: ConsolePayload<K> };
  acks: { [K in ConsoleMessage]: K extends keyof ConsoleAcks ? ConsoleAcks[K] : object };
  pushes: ConsolePushes;
};
