interface EmptyProps {
  title: string;
  text: string;
  testId: string;
}

/** A page or a panel that has nothing to show, and why. */
export const Empty = ({ title, text, testId }: EmptyProps) => (
  <div className="empty" data-testid={testId}>
    <strong>{title}</strong>
    <p>{text}</p>
  </div>
);

/** The page's outline while its first picture is on its way. */
export const Loading = ({ panels }: { panels: readonly string[] }) => (
  <div className="loading" data-testid="loading" aria-busy="true">
    <div className="strip outline" />
    {panels.map(name => <div className={`outline ${name}`} key={name} />)}
    <p>Waiting for the first picture …</p>
  </div>
);
