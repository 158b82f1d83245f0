export const stateWords = { active: 'In use', expired: 'Expired', revoked: 'Revoked' } as const;
export const stateLooks = { active: 'ok', expired: 'wait', revoked: 'bad' } as const;
