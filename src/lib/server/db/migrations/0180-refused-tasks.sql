-- What another system refused is looked for after each sale of its member, and once a day: few rows among very many.
CREATE INDEX reward_tasks_refused ON reward_tasks (about) WHERE state = 'refused';
