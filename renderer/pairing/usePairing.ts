import { useEffect, useState } from 'react';
import type { FoundHost, PairingBridge, PairingStep } from '../../protocol/bridge';

/** What the app tells of the labs it sees and of the pairing under way. */
export function usePairing(bridge: PairingBridge): { hosts: FoundHost[]; step: PairingStep } {
  const [hosts, setHosts] = useState<FoundHost[]>([]);
  const [step, setStep] = useState<PairingStep>({ step: 'searching' });
  useEffect(() => {
    const stops = [bridge.onHosts(setHosts), bridge.onStep(setStep)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge]);
  return { hosts, step };
}
