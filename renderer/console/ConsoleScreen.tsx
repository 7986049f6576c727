import {
  ActionIcon,
  Alert,
  AppShell,
  Badge,
  Burger,
  Center,
  Group,
  Loader,
  NavLink,
  Stack,
  Text,
  Title,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBooks,
  IconCloudUpload,
  IconDatabase,
  IconDeviceDesktop,
  IconMoon,
  IconPlayerPlay,
  IconSun,
} from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ConsoleView } from '../../protocol/view';
import { Mark } from '../shared/Mark';
import { useOverdue } from '../shared/useOverdue';
import type { Console } from './createConsole';
import type { Place } from './Place';
import { RecordingBadge } from './RecordingBadge';
import { RecordingTroubles } from './RecordingTroubles';
import { RecordsPage } from './RecordsPage';
import { ReplayPage } from './replay/ReplayPage';
import { RoomPage } from './RoomPage';
import { SessionPage } from './SessionPage';
import { StudiesPage } from './StudiesPage';
import { SyncPage } from './SyncPage';
import { ConsoleContext } from './useConsole';
import { useMenu } from './useMenu';

const places = [
  { place: 'studies', label: 'Studies', Icon: IconBooks },
  { place: 'session', label: 'Session', Icon: IconPlayerPlay },
  { place: 'records', label: 'Records', Icon: IconDatabase },
  { place: 'sync', label: 'Sync', Icon: IconCloudUpload },
  { place: 'room', label: 'Room', Icon: IconDeviceDesktop },
] as const satisfies readonly { place: Place; label: string; Icon: typeof IconBooks }[];

/** A blink of the network is not worth a word. */
const showLostAfterMs = 700;

/** The operator's window: studies, the session, records, the room. */
export function ConsoleScreen({ operator }: { operator: Console }) {
  const link = useStore(operator.connection.link);
  const view = useStore(operator.state, (state) => state.view);
  const isLost = useOverdue(link.phase !== 'ready', showLostAfterMs);
  if (link.phase === 'refused' || link.phase === 'closed')
    return <Door message={link.phase === 'refused' ? link.error.message : null} />;
  if (!view)
    return (
      <Center h="100vh">
        <Loader aria-label="Connecting to the host" />
      </Center>
    );
  return (
    <ConsoleContext.Provider value={operator}>
      <Shell view={view} isLost={isLost} />
    </ConsoleContext.Provider>
  );
}

function Door({ message }: { message: string | null }) {
  return (
    <Center h="100vh">
      <Stack align="center" maw={420} ta="center">
        <Mark size={48} />
        <Title order={2}>Open the console from Cubicle</Title>
        <Text>
          {message ?? 'This page needs the link that Cubicle prints when it starts, with all that follows the #.'}
        </Text>
      </Stack>
    </Center>
  );
}

function Shell({ view, isLost }: { view: ConsoleView; isLost: boolean }) {
  const [replaying, setReplaying] = useState(askedReplay);
  const [place, setPlace] = useState<Place>(replaying !== null ? 'records' : view.session ? 'session' : 'studies');
  const [isNavOpen, { toggle: toggleNav, close: closeNav }] = useDisclosure(false);
  const session = view.session?.session ?? null;
  const shown = useRef(session);
  const goTo = useCallback(
    (to: Place): void => {
      setReplaying(null);
      setPlace(to);
      // In a small or zoomed window it lies over the page.
      closeNav();
    },
    [closeNav],
  );
  useEffect(() => {
    if (shown.current === session) return;
    shown.current = session;
    goTo(session === null ? 'studies' : 'session');
  }, [session, goTo]);
  useMenu(goTo);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 210, breakpoint: 'sm', collapsed: { mobile: !isNavOpen } }}
      padding="lg"
    >
      <AppShell.Header>
        <Header view={view} isNavOpen={isNavOpen} toggleNav={toggleNav} />
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        {places.map((one) => (
          <NavLink
            key={one.place}
            component="button"
            active={one.place === place}
            aria-current={one.place === place ? 'page' : undefined}
            label={one.label}
            leftSection={<one.Icon size={18} />}
            rightSection={
              one.place === 'room' && view.room.pairings.length > 0 ? (
                <Badge size="sm">{view.room.pairings.length}</Badge>
              ) : null
            }
            onClick={() => goTo(one.place)}
          />
        ))}
        <Text size="xs" c="dimmed" mt="auto" p="xs">
          Cubicle {view.appVersion}
        </Text>
      </AppShell.Navbar>
      <AppShell.Main>
        {isLost ? (
          <Alert color="orange" variant="filled" radius={0} mx="-lg" mt="-lg" mb="lg" title="The host does not answer">
            What is recorded is safe. This window comes back by itself.
          </Alert>
        ) : null}
        {view.recording ? <RecordingTroubles troubles={view.recording.troubles} view={view} /> : null}
        {place === 'studies' ? <StudiesPage view={view} /> : null}
        {place === 'session' ? <SessionPage view={view} goTo={goTo} /> : null}
        {place === 'records' && replaying === null ? <RecordsPage view={view} onReplay={setReplaying} /> : null}
        {place === 'records' && replaying !== null ? (
          <ReplayPage key={replaying} record={replaying} onClose={() => setReplaying(null)} />
        ) : null}
        {place === 'sync' ? <SyncPage /> : null}
        {place === 'room' ? <RoomPage room={view.room} /> : null}
      </AppShell.Main>
    </AppShell>
  );
}

/** `?replay=RECORD`: the address that `cubicle replay` prints. */
const askedReplay = (): string | null => new URLSearchParams(window.location.search).get('replay');

function Header({ view, isNavOpen, toggleNav }: { view: ConsoleView; isNavOpen: boolean; toggleNav(): void }) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  const { session, recording, room } = view;
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap">
      <Burger opened={isNavOpen} onClick={toggleNav} hiddenFrom="sm" size="sm" aria-label="Menu" />
      <Mark />
      <Text fw={700} size="lg">
        Cubicle
      </Text>
      {session ? <Badge variant="light">{`${session.session} · ${session.phase}`}</Badge> : null}
      <Group ml="auto" gap="sm" wrap="nowrap">
        {recording ? <RecordingBadge recording={recording} /> : null}
        <Badge color={room.open ? 'teal' : 'gray'} variant="dot" visibleFrom="xs">
          {room.open ? 'Room open' : 'This machine only'}
        </Badge>
        <ActionIcon
          variant="subtle"
          aria-label={scheme === 'dark' ? 'Light colours' : 'Dark colours'}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
        </ActionIcon>
      </Group>
    </Group>
  );
}
