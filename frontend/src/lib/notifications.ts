/** Desktop notifications, for what rings while the page is out of sight. */

export type NotificationState = "on" | "off" | "refused" | "unsupported";

export function notificationState(): NotificationState {
  if (typeof Notification === "undefined") return "unsupported";
  if (Notification.permission === "granted") return "on";
  return Notification.permission === "denied" ? "refused" : "off";
}

/** Asks for permission; to be called from a click. */
export async function askForNotifications(): Promise<NotificationState> {
  if (typeof Notification !== "undefined") await Notification.requestPermission();
  return notificationState();
}

/**
 * Shows a notification while the page is out of sight; a click on it brings the page back.
 * Returns how to take it away.
 */
export function notify(title: string, body: string, tag: string): () => void {
  if (notificationState() !== "on" || document.visibilityState === "visible") return () => {};
  try {
    const notification = new Notification(title, { body, tag, requireInteraction: true });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return () => notification.close();
  } catch {
    // Some phones have the interface but only allow it in a service worker.
    return () => {};
  }
}
