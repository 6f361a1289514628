import {
  FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  setTimeZoneResolver,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
} from '@grafana/data';

/** What Grafana's server side of the page registers at its start: field options and transformations. */

const STANDARD = [
  'displayName',
  'unit',
  'decimals',
  'min',
  'max',
  'noValue',
  'mappings',
  'thresholds',
  'color',
  'links',
  'filterable',
];
const CUSTOM = [
  'align',
  'axisLabel',
  'axisPlacement',
  'axisSoftMax',
  'axisSoftMin',
  'cellOptions',
  'drawStyle',
  'fillOpacity',
  'filterable',
  'hidden',
  'hideFrom',
  'hideFrom.viz',
  'lineInterpolation',
  'lineStyle',
  'lineWidth',
  'minWidth',
  'showPoints',
  'spanNulls',
  'stacking',
  'width',
  'wrapHeaderText',
];

const property = (id: string, path: string, isCustom: boolean): FieldConfigPropertyItem => ({
  id,
  path,
  name: id,
  isCustom,
  editor: () => null,
  override: () => null,
  process: identityOverrideProcessor,
  shouldApply: () => true,
  settings: {},
});

/** The options of fields that panels override. */
export const fieldOptions = new FieldConfigOptionsRegistry();

export function register(): void {
  setTimeZoneResolver(() => 'browser');
  const standard = STANDARD.map((path) => property(path, path, false));
  standardFieldConfigEditorRegistry.setInit(() => standard);
  for (const item of standard) fieldOptions.register(item);
  for (const name of CUSTOM) fieldOptions.register(property(`custom.${name}`, name, true));
  const transformers = new Map(Object.values(standardTransformers).map((each) => [each.id, each]));
  standardTransformersRegistry.setInit(() =>
    [...transformers.values()].map((each) => ({
      id: each.id,
      name: each.name,
      description: each.description,
      editor: () => null,
      transformation: () => Promise.resolve(each),
      imageDark: '',
      imageLight: '',
    })),
  );
}
