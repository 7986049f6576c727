import type { SessionFacts } from '../tables/SessionFacts';
import { labelsOf } from './labelsOf';

/** The labels by which file names of BIDS call things: letters and digits only. */
export type BidsLabels = {
  subject(participant: string): string;
  session: string;
  task(scene: string): string;
  /** The task that stands for the whole session: its events are the scenes. */
  whole: string;
  /** `sub-…/ses-…/beh/sub-…_ses-…_task-…`, to which run and suffix are added. */
  stem(participant: string, task: string): string;
};

export function labelsFor({ seats, study, session }: SessionFacts): BidsLabels {
  const subjects = labelsOf([...seats.keys()]);
  const whole = `study ${study.name}`;
  const tasks = labelsOf([...study.scenes.map((scene) => scene.id), whole]);
  const sessions = labelsOf([session]);
  const subject = (participant: string): string => `sub-${subjects.get(participant) ?? participant}`;
  const ses = `ses-${sessions.get(session) ?? session}`;
  return {
    subject,
    session: ses,
    task: (scene) => tasks.get(scene) ?? scene,
    whole: tasks.get(whole) ?? 'study',
    stem: (participant, task) => {
      const sub = subject(participant);
      return `${sub}/${ses}/beh/${sub}_${ses}_task-${task}`;
    },
  };
}
