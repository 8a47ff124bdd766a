import { type FormEvent, useEffect, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { CallerSession } from "./caller-session";
import type { CallerState } from "./caller-state";
import { DeviceCheck } from "./device-check";
import { MicrophoneTrouble } from "./microphone-trouble";
import { readName, rememberName } from "./remembered-name";
import { useMicrophone } from "./use-microphone";

/** Who is calling, whether they can be heard, and the one button that matters. */
export function BeforeCall({
  session,
  state,
}: {
  session: CallerSession;
  state: Extract<CallerState, { phase: "starting" | "before" }>;
}) {
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const mic = useMicrophone(session.mic);
  const joining = state.phase === "before" && state.joining;
  const problem = state.phase === "before" ? state.problem : null;

  // Not while rendering: the exported page is built without a browser.
  useEffect(() => setName((typed) => typed || readName()), []);

  const join = (event: FormEvent) => {
    event.preventDefault();
    if (joining) return;
    rememberName(name);
    void session.join(name, topic);
  };

  return (
    <div className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-6 py-4 lg:max-w-4xl lg:flex-row lg:items-center lg:justify-between lg:gap-16 lg:pb-20">
      <div className="lg:max-w-sm">
        <h1 className="text-balance font-semibold text-3xl tracking-tight lg:text-5xl">
          Talk to us
        </h1>
        <p className="mt-2 text-muted lg:mt-4 lg:text-lg">
          A person answers. If somebody else can help you better, they join while you stay on the
          line, and you need not say everything twice.
        </p>
      </div>
      <form
        onSubmit={join}
        className="flex w-full flex-col gap-5 rounded-lg border border-line bg-surface p-5 sm:p-6 lg:max-w-md"
      >
        <TextField
          label="Your name"
          optional
          name="name"
          autoComplete="name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="What is it about?"
          optional
          name="topic"
          autoComplete="off"
          maxLength={200}
          value={topic}
          onChange={(event) => setTopic(event.target.value)}
        />
        {mic.error ? (
          <MicrophoneTrouble error={mic.error} onRetry={mic.open} />
        ) : (
          <DeviceCheck mic={mic} />
        )}
        {problem && (
          <Banner tone={problem.retrying ? "wait" : "danger"} urgent>
            {problem.text}
            {problem.retrying && " We keep trying."}
          </Banner>
        )}
        <div className="flex flex-col gap-3">
          <Button type="submit" tone="primary" size="lg" pending={joining}>
            {joining ? "Joining…" : "Join call"}
          </Button>
          {problem?.retrying && <Button onClick={() => session.stopJoining()}>Stop trying</Button>}
          <p className="text-pretty text-center text-muted text-sm">
            This call is transcribed to help the people you talk to.
          </p>
        </div>
      </form>
    </div>
  );
}
