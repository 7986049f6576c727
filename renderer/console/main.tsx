import { Notifications } from '@mantine/notifications';
import { createRoot } from 'react-dom/client';
import { createTokenStore, takeCredentials } from '../shared/credentials';
import { tabStorage } from '../shared/openStorage';
import { Page } from '../shared/Page';
import { reloadForVersion } from '../shared/reloadForVersion';
import { ConsoleScreen } from './ConsoleScreen';
import { createConsole } from './createConsole';

const tokens = createTokenStore(tabStorage, 'cubicle.console.token');
const operator = createConsole(window.location.origin, takeCredentials(tokens), tokens);
reloadForVersion(operator.connection.link, tabStorage, () => window.location.reload());
const root = document.getElementById('root');
if (!root) throw new Error('The page has no place to draw in.');
createRoot(root).render(
  <Page>
    <Notifications position="top-right" />
    <ConsoleScreen operator={operator} />
  </Page>,
);
