import { useRef } from "react";
import { Dialog } from "@/components/ui/dialog";
import { TransferForm, type TransferFormProps } from "./transfer-form";

interface Props extends Omit<TransferFormProps, "picker"> {
  open: boolean;
}

/** Who takes the call over, how, and what they are told before they do. */
export function TransferDialog({ open, ...form }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open={open}
      onClose={form.onClose}
      title="Transfer call"
      size="lg"
      initialFocus={picker}
    >
      <TransferForm {...form} picker={picker} />
    </Dialog>
  );
}
