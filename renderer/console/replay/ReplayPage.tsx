import { Alert, Button, Center, Grid, Group, Loader, NavLink, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ReplayEpisode } from '../../../protocol/replay';
import { useOperator } from '../useConsole';
import { ReplayPlayer } from './ReplayPlayer';

type Contents = { session: string; episodes: ReplayEpisode[] };
const keyOf = ({ game, episode }: ReplayEpisode): string => JSON.stringify([game, episode]);

/** What was played in a record: every episode of every game, to be looked at again. */
export function ReplayPage({ record, onClose }: { record: string; onClose(): void }) {
  const { connection } = useOperator();
  const [contents, setContents] = useState<Contents | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    let isHere = true;
    void connection.emit('replay:open', { record }, { timeoutMs: 60_000 }).then((ack) => {
      if (!isHere) return;
      if (!ack.ok) return setProblem(ack.error.message);
      setContents(ack);
      const [first] = ack.episodes;
      if (first) setChosen(keyOf(first));
    });
    return () => void (isHere = false);
  }, [connection, record]);
  const episode = contents?.episodes.find((one) => keyOf(one) === chosen);
  return (
    <Stack>
      <Group>
        <Button variant="subtle" leftSection={<IconArrowLeft size={16} />} onClick={onClose}>
          Records
        </Button>
        <Title order={2}>Replay</Title>
        <Text c="dimmed" ff="monospace">
          {contents?.session ?? record}
        </Text>
      </Group>
      {problem === null ? null : (
        <Alert color="red" title="This record cannot be shown">
          {problem}
        </Alert>
      )}
      {contents === null && problem === null ? (
        <Center h={240}>
          <Loader aria-label="Reading the record" />
        </Center>
      ) : null}
      {contents?.episodes.length === 0 ? (
        <Text c="dimmed">No game was played in this session: there is nothing to show again.</Text>
      ) : null}
      {contents && episode ? (
        <Grid>
          <Grid.Col span={{ base: 12, md: 3 }}>
            <ScrollArea.Autosize mah="70vh">
              <nav aria-label="Episodes">
                {contents.episodes.map((one) => (
                  <NavLink
                    key={keyOf(one)}
                    component="button"
                    active={keyOf(one) === chosen}
                    label={`${one.game} · episode ${one.episode + 1}`}
                    description={`${Object.values(one.members).join(', ')} · ${one.ticks === null ? 'broken off' : `${one.ticks} ticks`}`}
                    onClick={() => setChosen(keyOf(one))}
                  />
                ))}
              </nav>
            </ScrollArea.Autosize>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 9 }}>
            <ReplayPlayer key={chosen} record={record} session={contents.session} episode={episode} />
          </Grid.Col>
        </Grid>
      ) : null}
    </Stack>
  );
}
