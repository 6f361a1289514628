import type { TableCellHeight } from '@grafana/schema';
import { TableNG } from '@grafana/ui/unstable';
import type { Drawing } from './drawing.ts';
import { NoValue } from './no-value.tsx';

export function Table({ panel, frames, width, height }: Drawing) {
  const [frame] = frames;
  if (!frame || frame.length === 0) return <NoValue panel={panel} />;
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      noHeader={panel.options.showHeader === false}
      cellHeight={panel.options.cellHeight as TableCellHeight}
      fieldConfig={panel.fieldConfig}
      noValue={panel.fieldConfig.defaults.noValue}
      resizable
      structureRev={1}
    />
  );
}
