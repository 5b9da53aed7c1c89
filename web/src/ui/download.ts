/** Hands a file to the browser's downloads. */
export function download(name: string, address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}

/** Underlying, instant and what it is, in letters that every file system takes. */
export const fileName = (view: { underlying: string; asOf: string }, what: string): string =>
  `${view.underlying}-${view.asOf}-${what}`.replace(/[^A-Za-z0-9.-]/g, '');
