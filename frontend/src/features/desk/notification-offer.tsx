import { Bell } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import {
  askForNotifications,
  type NotificationState,
  notificationState,
} from "@/lib/notifications";

/** Offers desktop notifications to an agent who is free; gone once the browser has an answer. */
export function NotificationOffer() {
  const [state, setState] = useState<NotificationState | null>(null);
  useEffect(() => setState(notificationState()), []);
  if (state !== "off") return null;
  return (
    <Button size="sm" className="mt-4" onClick={() => void askForNotifications().then(setState)}>
      <Bell aria-hidden className="size-4" />
      Notify me while I look elsewhere
    </Button>
  );
}
