import type { Component } from 'svelte';
import ClockAlert from '@lucide/svelte/icons/clock-alert';
import FileWarning from '@lucide/svelte/icons/file-exclamation-point';
import GitFork from '@lucide/svelte/icons/git-fork';
import PackageX from '@lucide/svelte/icons/package-x';
import ReceiptText from '@lucide/svelte/icons/receipt-text';
import Scale from '@lucide/svelte/icons/scale';
import Tag from '@lucide/svelte/icons/tag';
import Undo from '@lucide/svelte/icons/undo-2';
import UserX from '@lucide/svelte/icons/user-x';
import Wallet from '@lucide/svelte/icons/wallet';

const icons: readonly [begins: RegExp, icon: Component][] = [
	[/^(fork|chain_broken)/, GitFork],
	[/^(events_missing|event_)/, FileWarning],
	[/^(sale_id|receipt_number)_doubled|^receipt_number/, ReceiptText],
	[/^(wallet|spend|rewards|remote)_/, Wallet],
	[/^(returned|original)_/, Undo],
	[/^offer_/, Tag],
	[/^clock_/, ClockAlert],
	[/^product_/, PackageX],
	[/^(member|members|staff)_/, UserX]
];

/** A picture for the kind; the title says the same in words. */
export function caseIcon(kind: string): Component {
	return icons.find(([begins]) => begins.test(kind))?.[1] ?? Scale;
}
