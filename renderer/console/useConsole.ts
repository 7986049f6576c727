import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Console, ConsoleState } from './createConsole';

export const ConsoleContext = createContext<Console | null>(null);

/** The console this page belongs to. */
export function useOperator(): Console {
  const operator = useContext(ConsoleContext);
  if (!operator) throw new Error('This part of the page stands outside of the console.');
  return operator;
}

export function useConsoleState<T>(select: (state: ConsoleState) => T): T {
  return useStore(useOperator().state, select);
}
