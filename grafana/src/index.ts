import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { agents } from './agents.ts';
import { channels } from './channels.ts';
import { exporter } from './exporter/index.ts';
import { overview } from './overview/index.ts';
import { queue } from './queue/index.ts';
import { serviceLevel } from './service-level/index.ts';

export const dashboards: readonly Dashboard[] = [overview, queue, serviceLevel, agents, channels, exporter];

/** Text by file name. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(dashboards.map((each) => [`${each.uid}.json`, `${JSON.stringify(each, null, 2)}\n`]));
}
