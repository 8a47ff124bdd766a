import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { errorText } from "@/lib/api/errors";
import { normalizeRoomId } from "./room-id";

interface Props {
  /** Why no room can be joined now (in a call, no connection), or null. */
  blocked: string | null;
  onJoin: (roomId: string) => Promise<void>;
}

/** Takes over a call with the room ID that its agent passed on. */
export function RoomIdForm({ blocked, onJoin }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const roomId = normalizeRoomId(typed);
    if (roomId === "") {
      setProblem("Enter the room ID that the other agent gave you.");
      return;
    }
    setPending(true);
    setProblem(null);
    try {
      await onJoin(roomId);
      setTyped("");
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setPending(false);
    }
  };

  return (
    <form onSubmit={submit} noValidate className="border-t px-4 py-3">
      <label htmlFor={id} className="font-semibold text-sm">
        Room ID
      </label>
      <div className="mt-1.5 flex gap-2">
        <input
          id={id}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="abcd-efgh"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : `${id}-hint`}
          className="h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 font-mono text-sm placeholder:text-muted"
        />
        <Button
          type="submit"
          tone="secondary"
          className="shrink-0 px-3"
          pending={pending}
          disabled={blocked !== null}
          title={blocked ?? undefined}
        >
          Join room
        </Button>
      </div>
      {problem ? (
        <p id={`${id}-problem`} role="alert" className="mt-1.5 text-danger-text text-sm">
          {problem}
        </p>
      ) : (
        <p id={`${id}-hint`} className="mt-1.5 text-muted text-xs">
          For a call that another agent hands over to whoever has its room ID.
        </p>
      )}
    </form>
  );
}
