/** What the sheet "Who is it?" is at: the text in its field, the answer to it, and the card somebody may join with. */
import { meansOf, type Identification } from '$lib/till/members/identify';
import type { Desk } from '../desk.svelte';

export class Sheet {
	typed = $state('');
	/** A new card that was shown. */
	newCard = $state.raw<string | null>(null);
	#looked = $state.raw<{ text: string; answer: Identification } | null>(null);
	#underWay = $state.raw<{ text: string; found: Promise<boolean> } | null>(null);
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	get isLooking(): boolean {
		return this.#underWay !== null;
	}

	/** The answer to what stands in the field; null while nothing was looked up. */
	readonly answer: Identification | null = $derived.by(() =>
		this.#looked !== null && this.#looked.text === this.typed ? this.#looked.answer : null
	);

	/** A whole card number needs no Enter; phones and addresses are looked up when asked, because each try counts. */
	async input(): Promise<void> {
		const means = meansOf(this.typed, this.#desk.till.settings);
		if (means.kind === 'payment_card' || (means.kind === 'card' && means.isOurs)) await this.look();
	}

	/** Enter looks up, and then attaches. Whether somebody was attached. */
	async enter(): Promise<boolean> {
		if (this.answer?.ok) return this.attach();
		// The look-up that a whole card number began by itself: Enter meant whoever it finds.
		if (this.#underWay?.text === this.typed) return (await this.#underWay.found) && this.attach();
		await this.look();
		return false;
	}

	/** Whether somebody was found. */
	async look(text = this.typed): Promise<boolean> {
		this.typed = text;
		if (text.trim() === '') return false;
		const asking = this.#desk.till.members.identify(text);
		const mine = { text, found: asking.then(({ ok }) => ok) };
		this.#underWay = mine;
		const answer = await asking;
		if (this.#underWay !== mine) return false;
		this.#underWay = null;
		// Not even on the screen.
		if (!answer.ok && answer.code === 'payment_card') this.typed = '';
		else if (this.typed !== text) return false;
		if (!answer.ok && answer.code === 'card_prepared') this.newCard = answer.number ?? null;
		this.#looked = { text: this.typed, answer };
		return answer.ok;
	}

	/** An answer that comes later is nobody's any more. */
	close(): void {
		this.#underWay = null;
	}

	/** Attaches who was found. */
	attach(): boolean {
		if (!this.answer?.ok) return false;
		this.#desk.setMember(this.answer.member);
		return true;
	}
}
