/** Where in the console the operator looks. */
export type Place = 'studies' | 'session' | 'records' | 'sync' | 'room';
