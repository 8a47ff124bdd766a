/** On a small screen one of these is shown at a time; from the `desk` breakpoint on all of them are. */
export type View = "call" | "briefing" | "people" | "waiting";

interface Props {
  view: View;
  onView: (view: View) => void;
  waiting: number;
  /** Without a call there is nothing to show of one. */
  inCall: boolean;
}

/** Chooses what a small screen shows. */
export function ViewSwitch({ view, onView, waiting, inCall }: Props) {
  const ofCall: [View, string][] = [
    ["call", "Call"],
    ["briefing", "Briefing"],
    ["people", "People"],
  ];
  const views: [View, string][] = [
    ...ofCall.slice(0, inCall ? 3 : 1),
    ["waiting", waiting > 0 ? `Waiting ${waiting}` : "Waiting"],
  ];
  return (
    <nav aria-label="Views" className="flex border-b bg-surface desk:hidden">
      {views.map(([id, label]) => (
        <button
          key={id}
          type="button"
          aria-current={view === id ? "page" : undefined}
          onClick={() => onView(id)}
          className="h-11 flex-1 border-transparent border-b-2 font-medium text-muted text-sm -mb-px aria-[current]:border-accent-text aria-[current]:text-ink"
        >
          {label}
        </button>
      ))}
    </nav>
  );
}

/** Hidden on small screens unless it is the view chosen there. */
export function shownIn(view: View, ...views: View[]): string {
  return views.includes(view) ? "flex" : "hidden desk:flex";
}
