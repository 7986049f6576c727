import { Text } from '@mantine/core';
import type { StationView } from '../../protocol/view';
import classes from './EndScreen.module.css';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';

/** A code in groups that an eye can hold on its way to a sheet of paper. */
const groupCode = (code: string): string[] => code.match(/.{1,4}/g) ?? [];

/** The last screen, with the completion code when the study gives one. */
export function EndScreen({ view, screen }: { view: StationView; screen: ScreenOf<'end'> }) {
  return (
    <SceneFrame view={view} title={screen.title} text={screen.text}>
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
