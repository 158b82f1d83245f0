-- Value that a cancelling gives back may have run out since it was spent. Who books what is left of the sale anew has to
-- know: that part was paid already, and other value must not pay it again.
ALTER TABLE crmcom_purchases ADD COLUMN run_out_spend_minor bigint;
ALTER TABLE remote_purchases ADD COLUMN run_out_minor bigint NOT NULL DEFAULT 0;
