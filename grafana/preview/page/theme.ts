import { createTheme } from '@grafana/data';
import { createContext, useContext } from 'react';
import type { Annotation } from './annotations.ts';
import type { Range } from './prometheus.ts';
import type { Variable } from './variables.ts';

export const parameters = new URLSearchParams(location.search);

export const theme = createTheme({
  colors: { mode: parameters.get('theme') === 'light' ? 'light' : 'dark' },
});

/** What all panels of the page share. */
export interface Page {
  readonly range: Range;
  readonly variables: readonly Variable[];
  readonly annotations: readonly Annotation[];
}

export const PageContext = createContext<Page>({ range: { from: 0, to: 0 }, variables: [], annotations: [] });
export const usePage = () => useContext(PageContext);
