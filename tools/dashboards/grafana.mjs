/** Panels in a row, of the 24 columns that Grafana has. */
const IN_A_ROW = 3;
const WIDTH = 24 / IN_A_ROW;
const HEIGHT = 8;

/** The variable lets a reader choose the Prometheus; where there is one, it is that one. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const CHOICE = { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' };

/**
 * A dashboard of Grafana, from what a reader sees: the title of each panel, its unit, the expressions and the name of
 * their lines, and a sentence for what the title leaves open.
 */
export function dashboardOf({ uid, title, panels }) {
  return {
    uid,
    title,
    tags: ['nimbus'],
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timezone: 'browser',
    links: [{ title: 'Nimbus', type: 'dashboards', tags: ['nimbus'], asDropdown: false }],
    templating: { list: [CHOICE] },
    panels: panels.map(panelOf),
  };
}

function panelOf({ title, description, unit = 'short', queries }, index) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    ...(description !== undefined && { description }),
    datasource: DATASOURCE,
    gridPos: {
      x: (index % IN_A_ROW) * WIDTH,
      y: Math.floor(index / IN_A_ROW) * HEIGHT,
      w: WIDTH,
      h: HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10 } }, overrides: [] },
    options: {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: Object.entries(queries).map(([legendFormat, expr], place) => ({
      refId: String.fromCharCode(65 + place),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  };
}
