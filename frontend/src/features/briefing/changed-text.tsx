import type { ChangeView } from "@/lib/api/types";

interface Props {
  changes: readonly ChangeView[];
  /** Left out where somebody reads in a hurry, and what is no longer there only delays them. */
  withRemoved?: boolean;
}

/** A text with what was changed in it marked. */
export function ChangedText({ changes, withRemoved = false }: Props) {
  return (
    <p className="whitespace-pre-wrap text-sm">
      {keyed(changes).map(({ key, kind, text }) => {
        if (kind === "same") return <span key={key}>{text}</span>;
        if (kind === "added") {
          return (
            <ins key={key} className="rounded-sm bg-accent-soft no-underline">
              {text}
            </ins>
          );
        }
        return withRemoved ? (
          <del key={key} className="mr-0.5 text-muted">
            {text}
          </del>
        ) : null;
      })}
    </p>
  );
}

/** Each with how many characters come before it. */
function keyed(changes: readonly ChangeView[]) {
  let at = 0;
  return changes.map((change, index) => {
    const key = `${at}:${index}`;
    at += change.text.length;
    return { ...change, key };
  });
}
