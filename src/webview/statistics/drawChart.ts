import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js';
import type { ChartColor, ChartView } from '../../protocol/statistics';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

const variables: Readonly<Record<ChartColor, string>> = {
  blue: '--vscode-charts-blue',
  yellow: '--vscode-charts-yellow',
  purple: '--vscode-charts-purple',
  green: '--vscode-charts-green',
  foreground: '--vscode-charts-lines',
  red: '--vscode-charts-red',
  orange: '--vscode-charts-orange',
};

/** Bars of more categories are so narrow that borders would hide them. */
const mostBordered = 100;

/**
 * Draws a chart with the colors of the theme.
 * @param onClick gets the numbers of the series and of the category
 */
export function drawChart(
  canvas: HTMLCanvasElement,
  view: ChartView,
  onClick: (series: number, category: number) => void,
): { destroy(): void } {
  return new Chart(canvas, configurationOf(view, onClick));
}

function configurationOf(
  { kind, categories, series }: ChartView,
  onClick: (series: number, category: number) => void,
): ChartConfiguration<'bar', number[], string> {
  const foreground = themeColor('--vscode-foreground');
  const grid = themeColor('--vscode-charts-lines', 'transparent');
  // A high contrast theme draws borders, which also tell stacked parts from each other.
  const contrast = themeColor('--vscode-contrastBorder', '');
  const border = contrast || themeColor('--vscode-editor-background', 'transparent');
  const isSideways = kind === 'sideways';
  const values = {
    beginAtZero: true,
    stacked: kind === 'stacked',
    ticks: { color: foreground, precision: 0 },
    grid: { color: grid },
    border: { color: grid },
  };
  const names = {
    stacked: kind === 'stacked',
    ticks: { color: foreground, autoSkip: !isSideways, maxRotation: 0 },
    grid: { display: false },
    border: { color: grid },
  };
  return {
    type: 'bar',
    data: {
      labels: [...categories],
      datasets: series.map(({ label, color, values: data }) => ({
        label,
        data: [...data],
        backgroundColor: themeColor(variables[color]),
        borderColor: border,
        borderWidth: categories.length > mostBordered ? 0 : contrast === '' ? { top: 1 } : 1,
        maxBarThickness: 48,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: isSideways ? 'y' : 'x',
      interaction: { mode: 'index', axis: isSideways ? 'y' : 'x', intersect: false },
      onClick: (_event, [first]) => {
        if (first) onClick(first.datasetIndex, first.index);
      },
      scales: isSideways ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        legend: { display: series.length > 1, labels: { color: foreground, boxWidth: 12 } },
        tooltip: {
          backgroundColor: themeColor('--vscode-editorHoverWidget-background'),
          borderColor: themeColor('--vscode-editorHoverWidget-border'),
          borderWidth: 1,
          titleColor: themeColor('--vscode-editorHoverWidget-foreground'),
          bodyColor: themeColor('--vscode-editorHoverWidget-foreground'),
          filter: ({ raw }) => raw !== 0,
        },
      },
    },
  };
}

/** A color of the theme; the color of text where the theme has none. */
function themeColor(variable: string, otherwise?: string): string {
  const styles = getComputedStyle(document.body);
  const color = styles.getPropertyValue(variable).trim();
  return color || (otherwise ?? styles.color);
}
