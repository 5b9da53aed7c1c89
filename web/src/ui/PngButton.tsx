import { download } from './download';

interface Props {
  name: string;
  /** The chart as a data address; null while there is none. */
  picture: () => string | null;
}

export function PngButton({ name, picture }: Props) {
  const save = (): void => {
    const address = picture();
    if (address !== null)
      download(name, address);
  };
  return <button className="small" onClick={save} title="Save the chart as a PNG" data-testid="png">PNG</button>;
}
