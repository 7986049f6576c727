import { Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconDeviceDesktop, IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './PairingScreen.module.css';

/** Asked once, at the first start on a machine. */
export function RoleScreen({ onChoose }: { onChoose(role: 'host' | 'station'): void }) {
  return (
    <div className={classes.choices}>
      <Choice
        icon={<IconUsersGroup size={26} />}
        title="This machine runs the lab"
        text="The experimenter works here. It finds the stations, runs the games and keeps all data on its own disk."
        onClick={() => onChoose('host')}
      />
      <Choice
        icon={<IconDeviceDesktop size={26} />}
        title="This machine is a station"
        text="A participant sits here. It finds the lab in the network and from then on starts by itself."
        onClick={() => onChoose('station')}
      />
    </div>
  );
}

function Choice({ icon, title, text, onClick }: { icon: ReactNode; title: string; text: string; onClick(): void }) {
  return (
    <UnstyledButton className={classes.choice} onClick={onClick}>
      <ThemeIcon size={48} radius="md" variant="light">
        {icon}
      </ThemeIcon>
      <Text fw={650} size="lg">
        {title}
      </Text>
      <Text c="dimmed" size="sm">
        {text}
      </Text>
    </UnstyledButton>
  );
}
