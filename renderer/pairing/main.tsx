import { createRoot } from 'react-dom/client';
import { Page } from '../shared/Page';
import { PairingScreen } from './PairingScreen';

const bridge = window.cubiclePairing;
const root = document.getElementById('root');
if (!root || !bridge) throw new Error('This page belongs to the Cubicle app.');
void bridge.role().then((role) =>
  createRoot(root).render(
    <Page>
      <PairingScreen bridge={bridge} role={role} />
    </Page>,
  ),
);
