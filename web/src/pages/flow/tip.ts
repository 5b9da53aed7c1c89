/** A line of a chart's tooltip. */
export function tipRow(tip: HTMLTableElement, name: string, value: string, className = ''): void {
  const line = tip.insertRow();
  line.className = className;
  line.insertCell().textContent = name;
  line.insertCell().textContent = value;
}

/** Where on the shared axis across the pointer is. */
export function hoveredAt(hovered: unknown): number {
  const all = Array.isArray(hovered) ? hovered as { axisDim?: string; axisValue?: unknown }[] : [];
  return Number(all.find(({ axisDim }) => axisDim === 'x')?.axisValue);
}
