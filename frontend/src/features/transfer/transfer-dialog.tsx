import { useRef } from "react";
import { Dialog } from "@/components/ui/dialog";
import { isToPhone } from "./draft";
import { TransferForm, type TransferFormProps } from "./transfer-form";

interface Props extends Omit<TransferFormProps, "picker" | "number"> {
  open: boolean;
}

/** Who takes the call over, how, and what they are told before they do. */
export function TransferDialog({ open, ...form }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const number = useRef<HTMLInputElement>(null);
  const toPhone = isToPhone(form.draft) && form.phones?.available;
  return (
    <Dialog
      open={open}
      onClose={form.onClose}
      title="Transfer call"
      size="lg"
      initialFocus={toPhone ? number : picker}
    >
      <TransferForm {...form} picker={picker} number={number} />
    </Dialog>
  );
}
