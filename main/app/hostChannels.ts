import { z } from 'zod';
import { bridgeChannels } from '../../protocol/bridge';
import { fileNameOf } from '../../protocol/fileNameOf';
import { type Channel, channel } from './answerChannels';

/** What the console window may ask of the desktop. */
export type HostChannelDeps = {
  openStation(url: string): Promise<void>;
  chooseExportFolder(suggestedName: string): Promise<string | null>;
  reveal(folder: string): Promise<void>;
};

/** A file name, not a path: whatever a study is called, the dialog opens where it should. */
const suggestedName = z.string().max(200).transform(fileNameOf);

export function hostChannels(deps: HostChannelDeps): Record<string, Channel> {
  return {
    [bridgeChannels.openStation]: channel('console', z.url().max(2000), deps.openStation),
    [bridgeChannels.chooseExportFolder]: channel('console', suggestedName, deps.chooseExportFolder),
    [bridgeChannels.reveal]: channel('console', z.string().min(1).max(4000), deps.reveal),
  };
}
