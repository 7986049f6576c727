/** The buttons of a gamepad as `keys` names them, in the order of the W3C standard mapping. */
export const padButtons = [
  'PadA',
  'PadB',
  'PadX',
  'PadY',
  'PadL1',
  'PadR1',
  'PadL2',
  'PadR2',
  'PadSelect',
  'PadStart',
  'PadL3',
  'PadR3',
  'PadUp',
  'PadDown',
  'PadLeft',
  'PadRight',
  'PadHome',
] as const;

/** Its sticks, axis by axis in the same order: pushed towards -1, and towards 1. */
export const padAxes = [
  ['StickLeft', 'StickRight'],
  ['StickUp', 'StickDown'],
  ['Stick2Left', 'Stick2Right'],
  ['Stick2Up', 'Stick2Down'],
] as const;

export const padCodes: readonly string[] = [...padButtons, ...padAxes.flat()];
