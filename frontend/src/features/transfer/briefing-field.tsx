import { type BriefingProps, BriefingText } from "./briefing-text";
import { withFact } from "./draft";

/** What the next agent is told: the live briefing, to be changed at will. */
export function BriefingField(props: BriefingProps) {
  return (
    <BriefingText
      {...props}
      label="Briefing"
      placeholder="What does the next agent need to know?"
      rows={5}
      withFact={withFact}
    />
  );
}
