import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { microphoneHelp } from "./microphone-help";

/** Why the microphone could not be opened, and how to change that in this browser. */
export function MicrophoneTrouble({
  error,
  onRetry,
}: {
  error: "denied" | "not_found" | "in_use" | "unavailable";
  onRetry(): void;
}) {
  const help = microphoneHelp(error, navigator.userAgent);
  return (
    <Banner
      tone="danger"
      title={help.title}
      urgent
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      <ol className="mt-1 list-decimal space-y-0.5 pl-4">
        {help.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Banner>
  );
}
