import { Text } from '@mantine/core';
import type { PayView, StationView } from '../../protocol/view';
import classes from './EndScreen.module.css';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';

/** A code in groups that an eye can hold on its way to a sheet of paper. */
const groupCode = (code: string): string[] => code.match(/.{1,4}/g) ?? [];

/** What the total is made of, as a sum. */
function describePay({ showUpFee, payoff, points, adjustment }: PayView): string {
  const parts = [
    ...(Number(showUpFee) === 0 ? [] : [`${showUpFee} for coming`]),
    ...(points === '0' && Number(payoff) === 0 ? [] : [`${payoff} for ${points} points`]),
    ...(Number(adjustment) === 0 ? [] : [`${adjustment} from the experimenter`]),
  ];
  return parts.length > 1 ? parts.join(' + ').replaceAll('+ -', '− ') : '';
}

/** The last screen, with what the participant gets and the completion code, when the study shows them. */
export function EndScreen({ view, screen }: { view: StationView; screen: ScreenOf<'end'> }) {
  return (
    <SceneFrame view={view} title={screen.title} text={screen.text}>
      {screen.pay !== null && (
        <section className={classes.box}>
          <Text id="payment" className={classes.label}>
            You get
          </Text>
          <output className={classes.money} aria-labelledby="payment">
            {`${screen.pay.total} ${screen.pay.currency}`}
          </output>
          <Text className={classes.label}>{describePay(screen.pay)}</Text>
        </section>
      )}
      {screen.completionCode !== null && (
        <section className={classes.box}>
          <Text id="completion-code" className={classes.label}>
            Your code
          </Text>
          <output className={classes.code} aria-labelledby="completion-code">
            {groupCode(screen.completionCode).map((part, index) => (
              <span key={index}>{part}</span>
            ))}
          </output>
        </section>
      )}
    </SceneFrame>
  );
}
