import { useState } from 'react';
import { getSettings } from '../../api/client';
import { useAsking } from '../../stream/useAsking';
import { settingsLines, type SettingsLine } from './settings';

const ASK_EVERY_MS = 3000;

/** Limits of options, costs and rules of an underlying: read only, the API changes them. */
export function SettingsInForce({ underlying }: { underlying: string }) {
  const [lines, setLines] = useState<readonly SettingsLine[]>([]);
  useAsking(() => getSettings(underlying), ASK_EVERY_MS, answer => setLines(settingsLines(answer.settings)), [underlying]);
  return (
    <dl className="in-force" data-testid="settings" title={'In force now; sizes in units of the underlying.\nChanged by POST /api/v1/desk/commands/settings (docs/limits.md)'}>
      {lines.map(({ name, text }) => <div key={name}><dt>{name}</dt><dd>{text}</dd></div>)}
    </dl>
  );
}
