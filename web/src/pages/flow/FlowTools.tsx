import { useEffect, useState } from 'react';
import type { FlowChoice } from '../../api/client';
import type { FlowView } from '../../api/views';
import { EXPIRIES, SIGNS, WALLS } from '../../format/conventions';
import { clock, day } from '../../format/time';
import { choice, choose, flow, play, playing, series, showSnapshot, snapshots, walkTo } from '../../stream/session';
import { useStore } from '../../stream/hooks';
import { ExportList } from './ExportList';

/** Between two snapshots when played at 1x. */
const PLAY_MS = 700;
const SPEEDS = [1, 4, 16];

/** Which conventions, and which snapshot of a series. */
export function FlowTools({ view: { conventions, signModels } }: { view: FlowView }) {
  const chosen = useStore(choice);
  // An inventory is there only where trades are.
  const signs = Object.fromEntries(Object.entries(SIGNS).filter(([name]) => name !== 'inventory' || signModels.some(model => model.signs === name)));
  const pick = (part: Partial<FlowChoice>): void => choose({ ...chosen, ...part });
  return (
    <div className="flow-tools" data-testid="flow-tools">
      <Choice name="Signs" testId="signs" value={conventions.signs} options={signs} onPick={signs => pick({ signs })} />
      <Choice name="Walls" testId="walls" value={conventions.walls} options={WALLS} onPick={walls => pick({ walls })} />
      <Choice name="Expiries" testId="expiries" value={conventions.expiries} options={EXPIRIES} onPick={expiries => pick({ expiries })} />
      <ExportList />
      <Slider />
    </div>
  );
}

interface ChoiceProps {
  name: string;
  testId: string;
  value: string;
  options: Record<string, string>;
  onPick: (value: string) => void;
}

/** What the picture uses is what the selector shows, a value of the server's own included. */
function Choice({ name, testId, value, options, onPick }: ChoiceProps) {
  const isOwn = !(value in options);
  return (
    <label title={options[value] ?? value}>
      {name}
      <select value={value} onChange={event => onPick(event.target.value)} data-testid={testId}>
        {isOwn && <option value={value}>{value}</option>}
        {Object.entries(options).map(([option, meaning]) => <option key={option} value={option} title={meaning}>{option}</option>)}
      </select>
    </label>
  );
}

export function Slider() {
  const { count, newest, shown } = useStore(snapshots);
  const { times } = useStore(series);
  const { view } = useStore(flow);
  const isPlaying = useStore(playing);
  const [speed, setSpeed] = useState(SPEEDS[0]!);
  const at = shown ?? newest;
  const last = count - 1;
  const isAtEnd = at >= last;
  // The next one is asked for once this one is seen.
  const isSeen = times[at] === undefined || view?.asOf === times[at];

  useEffect(() => {
    if (!isPlaying)
      return;
    if (isAtEnd) {
      playing.set(false);
      return;
    }
    if (!isSeen)
      return;
    const timer = setTimeout(() => walkTo(at + 1, last), PLAY_MS / speed);
    return () => clearTimeout(timer);
  }, [isPlaying, isAtEnd, isSeen, at, last, speed]);

  if (count < 2)
    return null;
  const time = times[at];
  return (
    <span className="slider" data-testid="snapshots">
      <button onClick={play} data-testid="snapshots-play" title="Walk through the snapshots, from the first where the last is shown (key p or Space)">{isPlaying ? 'Pause' : 'Play'}</button>
      <button onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length]!)} data-testid="snapshots-speed" title="Speed of the walk">{speed}×</button>
      <input type="range" min={0} max={last} value={at} aria-label="snapshot" title="Keys: [ ] or ← → to the one before or after, Home and End to the first or last" data-testid="snapshots-slider"
        onChange={event => walkTo(event.target.valueAsNumber, last)} />
      <output data-testid="snapshots-at">{at + 1} / {count}{time === undefined ? '' : ` · ${day(time)} ${clock(time)} UTC`}</output>
      {shown !== null && <button onClick={() => showSnapshot(null)} data-testid="snapshots-newest">Newest</button>}
    </span>
  );
}
