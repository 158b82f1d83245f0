import type { StoreSettings } from '$lib/contract/sync/pull';
import { defaultScanRules, type ScanRules } from '$lib/domain/code/scan';

/** What scanned texts mean in this till's store; the common rules until its settings are here. */
export function scanRulesOf(settings: Pick<StoreSettings, 'scanRules' | 'currency'> | null): ScanRules {
	if (!settings) return defaultScanRules;
	return { ...defaultScanRules, ...settings.scanRules, currency: settings.currency };
}
