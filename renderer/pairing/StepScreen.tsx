import { Button, Loader, Text, Title } from '@mantine/core';
import type { PairingStep } from '../../protocol/bridge';
import classes from './PairingScreen.module.css';

type RunningStep = Exclude<PairingStep, { step: 'searching' | 'refused' }>;

/** What is under way between this station and a lab. */
export function StepScreen({ step, onLeave }: { step: RunningStep; onLeave(): void }) {
  return (
    <section className={classes.card} style={{ textAlign: 'center' }} aria-live="polite">
      {step.step === 'code' ? <CodePart code={step.code} room={step.room} /> : <WaitPart step={step} />}
      <Button mt="xl" variant="subtle" color="gray" onClick={onLeave}>
        {step.step === 'joined' ? 'Leave this lab' : 'Cancel'}
      </Button>
    </section>
  );
}

function CodePart({ code, room }: { code: string; room: string }) {
  return (
    <>
      <Title order={2} size={20}>
        Pair with {room}
      </Title>
      <div className={classes.code} role="img" aria-label={`Code ${code.split('').join(' ')}`}>
        {code.slice(0, 3)} {code.slice(3)}
      </div>
      <Text>The lab's screen must show the same number. If it does, let this station in over there.</Text>
      <Text c="dimmed" size="sm" mt="xs">
        If the numbers differ, somebody else is answering: cancel, and tell who looks after the network.
      </Text>
      <Loader type="dots" mt="lg" mx="auto" aria-hidden="true" />
    </>
  );
}

function WaitPart({ step }: { step: Exclude<RunningStep, { step: 'code' }> }) {
  const words = { asking: 'Asking the lab', joining: 'Connecting', joined: 'Connected' };
  const where =
    step.step === 'asking' ? step.address : step.step === 'joining' ? step.room : "The lab's page is on the screen.";
  return (
    <>
      <Title order={2} size={20}>
        {words[step.step]}
      </Title>
      <Text c="dimmed" mt="xs">
        {where}
      </Text>
      {step.step !== 'joined' && <Loader type="dots" mt="lg" mx="auto" aria-hidden="true" />}
    </>
  );
}
