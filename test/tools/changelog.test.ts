import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareVersions, notesOf, releaseChangelog } from '../../tools/changelog.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- More.

## [0.1.0] - 2026-01-01

### Added

- All.
`;

describe('the changelog', () => {
  it('has notes for the version of package.json, in sections that Keep a Changelog names', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const changelog = readFileSync('CHANGELOG.md', 'utf8');
    expect(notesOf(changelog, version)).toMatch(/^### Added\n/);
    const headings = changelog.match(/^### .*$/gm) ?? [];
    expect(
      headings.every((heading) => /^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/.test(heading)),
    ).toBe(true);
    for (const heading of changelog.match(/^## .*$/gm) ?? [])
      expect(heading).toMatch(/^## \[(Unreleased\]|\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2})$/);
  });

  it('gives what is unreleased the version and date of a release', () => {
    const released = releaseChangelog(CHANGELOG, '0.2.0', '2026-02-03');
    expect(released).toContain(
      '## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n\n### Added\n\n- More.\n\n## [0.1.0]',
    );
    expect(notesOf(released, '0.2.0')).toBe('### Added\n\n- More.');
    expect(notesOf(released, 'Unreleased')).toBe('');
    expect(() => releaseChangelog(released, '0.3.0', '2026-02-04')).toThrow('nothing to release');
  });

  it('distinguishes versions by their numbers', () => {
    expect(compareVersions('0.10.0', '0.9.9')).toBeGreaterThan(0);
    expect(compareVersions('1.0.0', '1.0.0')).toBe(0);
    expect(compareVersions('1.0.1', '1.1.0')).toBeLessThan(0);
    expect(() => compareVersions('v1.0', '1.0.0')).toThrow('is not a version');
  });
});
