import { Group, Loader, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand/react';
import type { StationView } from '../../../protocol/view';
import { GameCanvas } from '../../shared/game/GameCanvas';
import { capsOf, keyLabel, keySpoken } from '../../shared/keyLabel';
import { Markdown } from '../../shared/Markdown';
import { useKeyLayout } from '../../shared/useKeyLayout';
import type { Station } from '../createStation';
import type { ScreenOf } from '../ScreenOf';
import { Countdown } from './Countdown';
import { createGameClient, type GameClient } from './createGameClient';
import { FreezeNote } from './FreezeNote';
import classes from './GameScreen.module.css';
import { PadNote } from './PadNote';
import { TurnNote } from './TurnNote';

type GameScreenProps = { station: Station; view: StationView; screen: ScreenOf<'game'> };

/** A game, as large as the window allows. The client lives as long as this game is on screen. */
export function GameScreen({ station, view, screen }: GameScreenProps) {
  const [client, setClient] = useState<GameClient | null>(null);
  const [first] = useState(screen);
  useEffect(() => {
    // The space bar must not press a button of the page before.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const started = createGameClient(station.connection, first);
    setClient(started);
    return started.stop;
  }, [station, first]);
  return client && <GameStage client={client} view={view} screen={screen} />;
}

function GameStage({ client, view, screen }: { client: GameClient; view: StationView; screen: ScreenOf<'game'> }) {
  const hud = useStore(client.hud);
  const pad = useStore(client.pad);
  const layout = useKeyLayout();
  const isPaused = view.paused || screen.paused;
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <Title order={1} className={classes.title}>
          {screen.title}
        </Title>
        {pad !== null && <PadNote state={pad} />}
        {hud.frozenUntilMs !== null && !isPaused && <FreezeNote endsAtMs={hud.frozenUntilMs} />}
        {screen.told !== null && (
          <Text size="sm" role="status">
            {screen.told}
          </Text>
        )}
        {hud.turn !== null && hud.playsAtMs === null && !isPaused && <TurnNote {...hud.turn} />}
        <Text className={classes.round} role="status">
          {screen.episodes > 1 && `Round ${hud.episode + 1} of ${screen.episodes}`}
        </Text>
      </header>
      <main className={hud.hasFrame ? classes.stage : classes.empty}>
        <GameCanvas
          session={view.session}
          canvas={screen.canvas}
          tickHz={screen.tickHz}
          source={client.source}
          onShown={client.onShown}
          onCanvas={client.onCanvas}
          label={screen.title || 'Game'}
        />
        {!hud.hasFrame && <Loader type="dots" className={classes.overlay} aria-label="Please wait" />}
        {hud.playsAtMs !== null && !isPaused && (
          <Countdown key={hud.episode} fromMs={hud.frozenUntilMs} playsAtMs={hud.playsAtMs} goesOn={hud.goesOn} />
        )}
      </main>
      <footer className={classes.bar}>
        <div className={classes.text}>
          <Markdown text={screen.text} session={view.session} />
        </div>
        <Group gap={8} wrap="nowrap" className={classes.keys} role="list" aria-label="Keys">
          {capsOf(screen.keys, layout).map((code) => (
            <span key={code} role="listitem">
              <kbd aria-label={keySpoken(code, layout)}>{keyLabel(code, layout)}</kbd>
            </span>
          ))}
        </Group>
      </footer>
    </div>
  );
}
