import { download } from './download';
import { captioned, type Picture } from './picture';

interface Props {
  name: string;
  /** Words above the chart. */
  caption: readonly string[];
  /** The chart as it is drawn; null while there is none. */
  picture: () => Picture | null;
}

export function PngButton({ name, caption, picture }: Props) {
  const save = (): void => {
    const chart = picture();
    if (chart !== null)
      download(name, captioned(chart, caption));
  };
  return <button className="small" onClick={save} title="Save the chart as a PNG" data-testid="png">PNG</button>;
}
