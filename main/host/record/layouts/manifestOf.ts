import type { LayoutContext } from './Layout';

/** What every layout says of its origin, for programs. */
export const manifestOf = ({ facts, journal, schemaVersion }: LayoutContext): object => {
  const { session, startedAt, ended, appVersion, study, studyHash } = facts;
  return {
    cubicle: 'export',
    schemaVersion,
    appVersion,
    session,
    startedAt,
    ended,
    study: { name: study.name, title: study.title, version: study.version, hash: studyHash },
    journal,
  };
};
