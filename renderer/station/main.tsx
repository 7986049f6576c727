import { createRoot } from 'react-dom/client';
import { createTokenStore, takeCredentials } from '../shared/credentials';
import { tabStorage } from '../shared/openStorage';
import { Page } from '../shared/Page';
import { reloadForVersion } from '../shared/reloadForVersion';
import { createStation } from './createStation';
import { StationScreen } from './StationScreen';

// A window that the console opened starts with a copy of the console's tab storage; the operator's token is not ours.
tabStorage.removeItem('cubicle.console.token');

const tokens = createTokenStore(tabStorage, 'cubicle.station.token');
const station = createStation(window.location.origin, takeCredentials(tokens), tokens);
reloadForVersion(station.connection.link, tabStorage, () => window.location.reload());
const root = document.getElementById('root');
if (!root) throw new Error('The page has no place to draw in.');
createRoot(root).render(
  <Page>
    <StationScreen station={station} />
  </Page>,
);
