import { Dialog } from "@/components/ui/dialog";
import { Switch } from "@/components/ui/switch";
import { SHORTCUTS } from "@/lib/shortcuts/keys";
import { shortcutsSetting } from "@/lib/shortcuts/setting";
import { useStore } from "@/lib/use-store";

/** Every key and what it does, with a switch that turns them all off. */
export function KeyboardHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const enabled = useStore(shortcutsSetting);
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard">
      <dl className="divide-y">
        {SHORTCUTS.map((shortcut) => (
          <div key={shortcut.key} className="flex items-center justify-between gap-4 py-2">
            <dt className={enabled ? "" : "text-muted"}>{shortcut.label}</dt>
            <dd>
              <kbd className="rounded-sm border border-line-strong bg-sunken px-2 py-0.5 font-mono text-sm uppercase">
                {shortcut.key}
              </kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 mb-4 text-muted text-sm">Keys do nothing while you type.</p>
      <Switch label="Use these keys" checked={enabled} onChange={shortcutsSetting.set} />
    </Dialog>
  );
}
