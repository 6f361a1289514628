/** CHANGELOG.md in the form of Keep a Changelog, https://keepachangelog.com/en/1.1.0/. */

/** Three numbers; the project has no pre-releases. */
const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/** @returns a number below, at or above 0, as `a` is older than, equal to or newer than `b`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => {
    const parts = VERSION.exec(text)?.slice(1).map(Number);
    if (!parts) throw new Error(`${JSON.stringify(text)} is not a version such as 1.2.3`);
    return parts;
  });
  for (const [index, part] of (left ?? []).entries()) {
    const difference = part - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The notes of a version, without its heading; undefined when it has no section. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^(?=## \[)/m).slice(1);
  const section = sections.find((text) => text.startsWith(`## [${version}]`));
  return section?.slice(section.indexOf('\n')).trim();
}

/**
 * Gives what is under Unreleased the version and its date, below an empty Unreleased.
 * @throws Error when nothing is there.
 */
export function releaseChangelog(changelog: string, version: string, date: string): string {
  if (!notesOf(changelog, 'Unreleased'))
    throw new Error('CHANGELOG.md: "Unreleased" is empty; nothing to release');
  return changelog.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${date}\n`);
}
