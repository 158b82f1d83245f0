/** The demo shop: what a new demo installation is filled with. An interrupted run starts again and completes what is missing. */
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { seedMasterData } from './master-data';
import { demoStaff } from './people';

/** One way to sign in to the demo shop, printed at start. */
export type DemoSignIn = { who: string; where: string; how: string };

export const demoSignIns: DemoSignIn[] = [
	...demoStaff
		.filter(({ role }) => role === 'cashier')
		.map(({ name, pin }) => ({ who: `Cashier ${name}`, where: '/till', how: `PIN ${pin}` })),
	...demoStaff
		.filter(({ email }) => email !== null)
		.map(({ name, email, password }) => ({
			who: `Manager ${name}`,
			where: '/manage',
			how: `${email ?? ''} with password ${password ?? ''}`
		})),
	{ who: 'Member', where: '/my', how: 'member@demo.example, the code arrives at /dev/mail' }
];

export async function seedDemo(db: Db, ports: Ports): Promise<void> {
	await seedMasterData(db, ports);
}
