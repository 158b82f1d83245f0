/** What a browser loads: in a page a function, in a worker an answer to a message. */
import { quoteAll } from './random-quotes';

if (typeof document === 'undefined') {
	onmessage = ({ data }: MessageEvent<{ seed: number; count: number }>) => postMessage(quoteAll(data.seed, data.count));
} else {
	Object.assign(window, { quoteAll });
}
