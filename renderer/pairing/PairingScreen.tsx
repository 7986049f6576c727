import { Group, Text, Title } from '@mantine/core';
import type { PairingBridge } from '../../protocol/bridge';
import { Mark } from '../shared/Mark';
import { FindScreen } from './FindScreen';
import classes from './PairingScreen.module.css';
import { RoleScreen } from './RoleScreen';
import { StepScreen } from './StepScreen';
import { usePairing } from './usePairing';

/** The app's own page: what this machine is; for a station, which lab it belongs to. */
export function PairingScreen({ bridge, role }: { bridge: PairingBridge; role: 'undecided' | 'station' }) {
  return (
    <main className={classes.middle}>
      <div className={classes.column}>
        <Group gap="sm" mb="lg" wrap="nowrap">
          <Mark size={40} />
          <div>
            <Title order={1} size={24}>
              {role === 'undecided' ? 'Welcome to Cubicle' : 'Cubicle station'}
            </Title>
            <Text c="dimmed">
              {role === 'undecided' ? 'What is this machine in your lab?' : 'This machine shows what the lab sends it.'}
            </Text>
          </div>
        </Group>
        {role === 'undecided' ? (
          <RoleScreen onChoose={(chosen) => void bridge.chooseRole(chosen)} />
        ) : (
          <StationPart bridge={bridge} />
        )}
      </div>
    </main>
  );
}

function StationPart({ bridge }: { bridge: PairingBridge }) {
  const { hosts, step } = usePairing(bridge);
  if (step.step === 'searching' || step.step === 'refused') {
    return <FindScreen bridge={bridge} hosts={hosts} problem={step.step === 'refused' ? step.message : null} />;
  }
  return <StepScreen step={step} onLeave={() => void bridge.leave()} />;
}
