import { theme } from '../theme.ts';
import type { Drawing } from './drawing.ts';

/** A panel without data says so in its own words. */
export const NoValue = ({ panel }: Pick<Drawing, 'panel'>) => (
  <div
    style={{
      display: 'flex',
      height: '100%',
      alignItems: 'center',
      justifyContent: 'center',
      color: theme.colors.text.secondary,
    }}
  >
    {panel.fieldConfig.defaults.noValue ?? 'No data'}
  </div>
);
